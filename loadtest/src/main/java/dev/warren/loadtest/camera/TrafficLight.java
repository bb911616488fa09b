package dev.warren.loadtest.camera;

import java.awt.Color;

/** Three lamps on a pole. Only the head is labelled, as people do. */
record TrafficLight(double poleMetres, double offsetSeconds) implements Art {
  private static final double CYCLE_SECONDS = 20;

  static TrafficLight roll(Dice dice) {
    return new TrafficLight(dice.between(2.2, 3.0), dice.between(0, CYCLE_SECONDS));
  }

  @Override
  public double length() {
    return 0.6;
  }

  @Override
  public void paint(Pen pen, double metres, double seconds) {
    pen.colour(0x4A4F55).rect(-0.09, 0, 0.18, poleMetres + 0.1).rect(-0.25, 0, 0.5, 0.14);
    pen.begin(SceneClasses.TRAFFIC_LIGHT);
    pen.colour(0xD8A927).round(-0.47, poleMetres, 0.94, 2.1, 0.3);
    pen.colour(0x1C1E21).round(-0.38, poleMetres + 0.09, 0.76, 1.92, 0.24);
    double now = (seconds + offsetSeconds) % CYCLE_SECONDS;
    lamp(pen, 0.42, now < 9, new Color(64, 230, 110), 0x1D3A26);
    lamp(pen, 1.05, now >= 9 && now < 11, new Color(255, 196, 46), 0x3F3418);
    lamp(pen, 1.68, now >= 11, new Color(255, 66, 54), 0x421C1A);
    pen.end();
  }

  private void lamp(Pen pen, double height, boolean on, Color bright, int dark) {
    if (on) {
      pen.glow(bright);
    } else {
      pen.colour(dark);
    }
    pen.oval(0, poleMetres + height, 0.25, 0.25);
  }
}
