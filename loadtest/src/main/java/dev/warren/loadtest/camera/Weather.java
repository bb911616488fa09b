package dev.warren.loadtest.camera;

import java.awt.Color;

/** What is in the air: a veil over all colours, and drops or flakes in front of them. */
enum Weather {
  CLEAR(new Light(0xFFFFFF, 0)),
  CLOUDY(new Light(0x9AA4AE, 0.14)),
  RAIN(new Light(0x6E7B88, 0.24)),
  SNOW(new Light(0xDCE4EC, 0.22)),
  FOG(new Light(0xC9CFD3, 0.4));

  private static final int DROPS = 70;
  private static final int FLAKES = 90;

  final Light veil;

  Weather(Light veil) {
    this.veil = veil;
  }

  void paint(Pen pen, double aspect, long seed, long index) {
    if (this == RAIN) {
      Dice dice = Dice.of(seed, index, 71);
      pen.glow(new Color(225, 235, 245, 105));
      for (int i = 0; i < DROPS; i++) {
        double x = dice.between(-0.55, 0.55) * aspect;
        double y = dice.between(-0.05, 1);
        pen.poly(x, y, x + 0.0025, y, x - 0.0105, y + 0.05, x - 0.013, y + 0.05);
      }
    } else if (this == SNOW) {
      Dice dice = Dice.of(seed, 73);
      pen.glow(new Color(255, 255, 255, 210));
      for (int i = 0; i < FLAKES; i++) {
        double drift = dice.between(0.02, 0.05) * index;
        double x = wrap(dice.unit() + drift * 0.3) - 0.5;
        pen.oval(x * aspect, wrap(dice.unit() + drift), 0.0035, 0.0035);
      }
    }
  }

  private static double wrap(double value) {
    return value - Math.floor(value);
  }
}
