package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** A box lorry: coloured cab in front of a plain, taller load. */
record Truck(Color cab, Color box, Color stripe) implements Art {
  private static final List<Integer> CABS =
      List.of(0xB8312F, 0x24538F, 0xE7E4DC, 0x2F7D4F, 0xE39A25, 0x50565E);
  private static final List<Integer> BOXES = List.of(0xE9E7E1, 0xCBD3D8, 0xD9C9A8, 0x9FB4C4);

  static Truck roll(Dice dice) {
    return new Truck(dice.colour(CABS), dice.colour(BOXES), dice.colour(CABS));
  }

  @Override
  public double length() {
    return 6.8;
  }

  @Override
  public void paint(Pen pen, double metres, double seconds) {
    pen.begin(SceneClasses.TRUCK);
    pen.colour(0x2B2D31).rect(-3.3, 0.45, 6.4, 0.3);
    pen.colour(box).rect(-3.4, 0.72, 4.9, 2.4);
    pen.colour(box.darker()).rect(-3.4, 0.72, 4.9, 0.14);
    pen.colour(stripe).poly(-3.4, 1.5, 1.5, 1.9, 1.5, 2.3, -3.4, 1.9);
    pen.colour(cab).poly(1.65, 0.4, 3.4, 0.4, 3.4, 1.35, 2.95, 2.45, 1.65, 2.45);
    pen.colour(0xBFD9E6).poly(2.15, 1.4, 3.2, 1.4, 2.85, 2.25, 2.15, 2.25);
    pen.colour(cab.darker()).rect(1.65, 0.4, 1.75, 0.18).line(0.05, 2.05, 0.6, 2.05, 2.3);
    pen.colour(0xFFF2B0).rect(3.2, 0.72, 0.2, 0.22);
    pen.colour(0xB3201C).rect(-3.4, 0.5, 0.15, 0.2);
    Wheels.paint(pen, 0.47, -2.6, -1.55, 2.45);
    pen.end();
  }

  @Override
  public void shine(Pen pen) {
    Wheels.headlights(pen, 3.4, 0.83, -3.4);
  }
}
