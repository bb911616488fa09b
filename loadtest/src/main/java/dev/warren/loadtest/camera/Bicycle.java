package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** A bicycle, parked or ridden. Its rider is a person of its own. */
record Bicycle(Color frame, Person rider) implements Art {
  private static final List<Integer> FRAMES =
      List.of(0xD03030, 0x1F6FC0, 0x18A058, 0xF0A020, 0xE8E8E8, 0x8040A0);
  private static final double WHEEL = 0.4;
  private static final double HUB = 0.62;

  static Bicycle ridden(Dice dice) {
    return new Bicycle(dice.colour(FRAMES), Person.roll(dice));
  }

  static Bicycle parked(Dice dice) {
    return new Bicycle(dice.colour(FRAMES), null);
  }

  @Override
  public double length() {
    return 2.1;
  }

  @Override
  public void paint(Pen pen, double metres, double seconds) {
    pen.begin(SceneClasses.BICYCLE);
    pen.colour(0x26282B).ring(0.1, -HUB, WHEEL, WHEEL - 0.05).ring(0.1, HUB, WHEEL, WHEEL - 0.05);
    pen.colour(frame);
    pen.line(0.09, -HUB, WHEEL, -0.05, 0.38).line(0.09, -0.05, 0.38, -0.28, 0.95);
    pen.line(0.09, -HUB, WHEEL, -0.24, 0.82).line(0.09, -0.24, 0.82, 0.44, 0.86);
    pen.line(0.09, -0.05, 0.38, 0.46, 0.8).line(0.09, HUB, WHEEL, 0.42, 1.02);
    pen.colour(0x26282B).line(0.1, -0.42, 0.97, -0.16, 0.97);
    pen.line(0.08, 0.42, 1.02, 0.58, 1.1).oval(-0.05, 0.38, 0.1, 0.1);
    if (rider != null) {
      pen.begin(SceneClasses.PERSON);
      rider.paintRiding(pen, metres);
    }
    pen.end();
  }

  @Override
  public void shine(Pen pen) {
    if (rider != null) {
      pen.glow(new Color(255, 248, 214)).oval(0.6, 0.95, 0.07, 0.07);
      pen.glow(new Color(255, 56, 44)).oval(-0.6, 0.85, 0.05, 0.05);
    }
  }
}
