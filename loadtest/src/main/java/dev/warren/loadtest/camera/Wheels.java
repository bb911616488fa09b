package dev.warren.loadtest.camera;

import java.awt.Color;

/** What every motor vehicle has: wheels and lamps. */
final class Wheels {
  private static final Color BEAM = new Color(255, 244, 190, 46);
  private static final Color LAMP = new Color(255, 248, 214);
  private static final Color TAIL = new Color(255, 56, 44);

  private Wheels() {}

  static void paint(Pen pen, double radius, double... centres) {
    for (double x : centres) {
      pen.colour(0x1E1F22).oval(x, radius, radius, radius);
      pen.colour(0xB9BDC2).oval(x, radius, radius * 0.5, radius * 0.5);
      pen.colour(0x5A5E64).oval(x, radius, radius * 0.18, radius * 0.18);
    }
  }

  static void headlights(Pen pen, double frontX, double y, double rearX) {
    pen.glow(BEAM).poly(frontX, y + 0.1, frontX + 4.5, 0.05, frontX + 1.2, 0.05, frontX, y - 0.1);
    pen.glow(LAMP).oval(frontX - 0.08, y, 0.13, 0.13);
    pen.glow(TAIL).oval(rearX + 0.08, y, 0.09, 0.11);
  }
}
