package dev.warren.loadtest.camera;

import java.awt.Color;

/**
 * An object at its place in one frame.
 *
 * @param x its middle, in image heights from the image's middle
 * @param y the ground under it, in image heights from the top
 * @param metres distance travelled so far
 */
record Actor(Art art, double x, double y, double metre, boolean facesLeft, double metres) {
  private static final Color SHADOW = new Color(10, 12, 20, 70);

  void paintShadow(Pen pen) {
    pen.place(x, y, metre, facesLeft);
    pen.glow(SHADOW).oval(0, 0.02, art.length() * 0.52, 0.17);
  }

  void paint(Pen pen, double seconds) {
    pen.place(x, y, metre, facesLeft);
    art.paint(pen, metres, seconds);
  }

  void shine(Pen pen) {
    pen.place(x, y, metre, facesLeft);
    art.shine(pen);
  }
}
