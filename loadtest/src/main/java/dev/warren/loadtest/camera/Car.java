package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** Saloon, hatchback or tall estate, by {@code roof} height and {@code tail} position. */
record Car(Color paint, double roof, double tail) implements Art {
  private static final List<Integer> PAINTS =
      List.of(
          0xC8322B, 0x2F6DB5, 0xE8E8E4, 0x3A3F47, 0x9AA3AB, 0xF2B632, 0x2E8B57, 0x7A3E8E, 0xE07A2F,
          0x58B5C9);

  static Car roll(Dice dice) {
    return new Car(dice.colour(PAINTS), dice.between(1.4, 1.7), dice.between(-2.0, -1.3));
  }

  @Override
  public double length() {
    return 4.3;
  }

  @Override
  public void paint(Pen pen, double metres, double seconds) {
    pen.begin(SceneClasses.CAR);
    pen.colour(paint);
    pen.poly(tail, 0.8, tail + 0.35, roof, 0.45, roof, 1.25, 0.85);
    pen.round(-2.15, 0.28, 4.3, 0.66, 0.35);
    pen.colour(0xBFD9E6);
    double glass = roof - 0.1;
    pen.poly(tail + 0.22, 0.9, tail + 0.42, glass, -0.4, glass, -0.4, 0.9);
    pen.poly(-0.28, 0.9, -0.28, glass, 0.4, glass, 1.02, 0.9);
    pen.colour(paint.darker()).rect(-2.1, 0.3, 4.2, 0.16).line(0.04, -0.34, 0.34, -0.34, 0.86);
    pen.colour(0xFFF2B0).oval(2.02, 0.72, 0.12, 0.12);
    pen.colour(0xB3201C).rect(-2.14, 0.62, 0.16, 0.2);
    Wheels.paint(pen, 0.36, -1.32, 1.32);
    pen.end();
  }

  @Override
  public void shine(Pen pen) {
    Wheels.headlights(pen, 2.1, 0.7, -2.1);
  }
}
