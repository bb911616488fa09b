package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** A city bus: one long body with a row of windows and two doors. */
record Bus(Color paint, Color band) implements Art {
  private static final List<Integer> PAINTS =
      List.of(0xD9352B, 0xF0B323, 0x2C6FBB, 0x3C9D5B, 0xE9ECEA, 0xE87A25);
  private static final List<Integer> BANDS = List.of(0xF5F3EC, 0x22406B, 0x1F5B3A, 0x53242A);

  static Bus roll(Dice dice) {
    return new Bus(dice.colour(PAINTS), dice.colour(BANDS));
  }

  @Override
  public double length() {
    return 8.8;
  }

  @Override
  public void paint(Pen pen, double metres, double seconds) {
    pen.begin(SceneClasses.BUS);
    pen.colour(0x8B9096).round(-2.6, 2.8, 2.6, 0.32, 0.2);
    pen.colour(paint).round(-4.4, 0.35, 8.8, 2.6, 0.5);
    pen.colour(band).rect(-4.4, 1.05, 8.8, 0.28);
    pen.colour(paint.darker()).rect(-4.25, 0.36, 8.5, 0.18);
    pen.colour(0x2A3440).round(-4.15, 1.45, 8.3, 1.05, 0.2);
    pen.colour(0xB5D3E2);
    for (double x = -4.05; x < 2.3; x += 1.14) {
      pen.rect(x, 1.55, 0.98, 0.85);
    }
    pen.rect(3.75, 1.3, 0.55, 1.1);
    for (double x : new double[] {-0.62, 2.8}) {
      pen.colour(0x2A3440).rect(x, 0.5, 0.86, 1.95);
      pen.colour(0x9DBFD0).rect(x + 0.07, 0.62, 0.33, 1.7).rect(x + 0.46, 0.62, 0.33, 1.7);
    }
    pen.colour(0xFFF2B0).oval(4.25, 0.78, 0.13, 0.13);
    pen.colour(0xB3201C).rect(-4.38, 0.7, 0.14, 0.3);
    Wheels.paint(pen, 0.47, -2.75, 1.9);
    pen.end();
  }

  @Override
  public void shine(Pen pen) {
    Wheels.headlights(pen, 4.4, 0.78, -4.4);
    pen.glow(new Color(255, 236, 170, 150));
    for (double x = -4.05; x < 2.3; x += 1.14) {
      pen.rect(x, 1.55, 0.98, 0.85);
    }
  }
}
