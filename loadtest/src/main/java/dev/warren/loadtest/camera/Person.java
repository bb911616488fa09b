package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** Somebody on foot or on a bicycle. */
record Person(Color coat, Color trousers, Color skin, Color hair, double height) implements Art {
  private static final List<Integer> COATS =
      List.of(0xC63D3D, 0x3467B0, 0xE3B23C, 0x3E8E5A, 0x7D4A94, 0xE9E6DF, 0x33373D, 0xE0824A);
  private static final List<Integer> TROUSERS = List.of(0x2B3A55, 0x3A3A3A, 0x6B5A45, 0x525C66);
  private static final List<Integer> SKINS = List.of(0xF1C9A5, 0xD9A077, 0xA9714B, 0x6B4630);
  private static final List<Integer> HAIRS = List.of(0x2A1E17, 0x5A3A22, 0xB98A4A, 0x8C8C8C);

  static Person roll(Dice dice) {
    return new Person(
        dice.colour(COATS),
        dice.colour(TROUSERS),
        dice.colour(SKINS),
        dice.colour(HAIRS),
        dice.between(1.7, 2.05));
  }

  @Override
  public double length() {
    return 0.8;
  }

  @Override
  public void paint(Pen pen, double metres, double seconds) {
    double h = height / 1.8;
    double swing = 0.27 * Math.sin(metres * 3.4);
    double hip = 0.85 * h;
    double shoulder = 1.4 * h;
    pen.begin(SceneClasses.PERSON);
    pen.colour(coat.darker()).line(0.15, -0.04, shoulder - 0.05, -0.08 - swing, hip + 0.02);
    pen.colour(trousers.darker()).line(0.2, -0.02, hip, -swing, 0.12);
    pen.colour(trousers).line(0.2, 0.02, hip, swing, 0.12);
    pen.colour(0x222222).line(0.13, -swing, 0.07, 0.14 - swing, 0.07);
    pen.line(0.13, swing, 0.07, 0.14 + swing, 0.07);
    pen.colour(coat).round(-0.24, hip - 0.1, 0.48, shoulder - hip + 0.2, 0.24);
    pen.colour(coat.darker()).line(0.15, 0.03, shoulder - 0.07, 0.06 + swing, hip + 0.02);
    head(pen, 0.02, 1.62 * h);
    pen.end();
  }

  /** Draws the same person in the saddle, pedalling. */
  void paintRiding(Pen pen, double metres) {
    double angle = metres * 2.2;
    for (int side = 0; side < 2; side++) {
      double footX = -0.05 + 0.17 * Math.cos(angle + side * Math.PI);
      double footY = 0.38 + 0.17 * Math.sin(angle + side * Math.PI);
      pen.colour(side == 0 ? trousers.darker() : trousers);
      pen.line(0.17, -0.25, 1.02, 0.2, 0.4 + footY * 0.8)
          .line(0.15, 0.2, 0.4 + footY * 0.8, footX, footY);
      pen.colour(0x222222).line(0.12, footX, footY, footX + 0.12, footY);
    }
    pen.colour(coat).line(0.36, -0.22, 1.12, 0.08, 1.46);
    pen.colour(coat.darker()).line(0.13, 0.12, 1.44, 0.5, 1.12);
    head(pen, 0.22, 1.8);
  }

  private void head(Pen pen, double x, double y) {
    pen.colour(hair).oval(x - 0.03, y + 0.04, 0.19, 0.2);
    pen.colour(skin).oval(x + 0.03, y - 0.02, 0.155, 0.175);
  }
}
