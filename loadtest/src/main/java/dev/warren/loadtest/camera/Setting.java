package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** What lies behind the street. */
enum Setting {
  CITY {
    @Override
    void paint(Pen pen, Dice dice, double base, double aspect, boolean dark) {
      for (double x = -aspect / 2; x < aspect / 2; ) {
        double width = dice.between(0.06, 0.14);
        pen.colour(0x9FB0C4).rect(x, base - dice.between(0.2, 0.42), width, 0.45);
        x += width * 0.9;
      }
      for (double x = -aspect / 2 - dice.between(0, 0.1); x < aspect / 2; ) {
        double width = dice.between(0.16, 0.3);
        Houses.block(pen, dice, x, base, width, dice.between(0.14, 0.34), dark);
        x += width + (dice.chance(0.3) ? dice.between(0.02, 0.08) : 0);
      }
    }
  },
  SUBURB {
    @Override
    void paint(Pen pen, Dice dice, double base, double aspect, boolean dark) {
      Houses.hills(pen, dice, base, aspect, 0x86A98F, 0.2);
      pen.colour(0x8DB36B).rect(-aspect / 2, base - 0.03, aspect, 0.04);
      for (double x = -aspect / 2; x < aspect / 2; ) {
        double width = dice.between(0.17, 0.26);
        Houses.cottage(pen, dice, x, base, width, dark);
        x += width + dice.between(0.03, 0.16);
        Houses.tree(pen, dice, x - 0.02, base + 0.004, dice.between(0.1, 0.17));
      }
    }
  },
  COUNTRY {
    @Override
    void paint(Pen pen, Dice dice, double base, double aspect, boolean dark) {
      Houses.hills(pen, dice, base, aspect, 0x8FA9B8, 0.3);
      Houses.hills(pen, dice, base, aspect, 0x7FA36A, 0.17);
      pen.colour(0x9DBB5E).rect(-aspect / 2, base - 0.05, aspect, 0.06);
      for (double x = -aspect / 2; x < aspect / 2; x += dice.between(0.05, 0.3)) {
        Houses.tree(pen, dice, x, base + 0.004, dice.between(0.08, 0.2));
      }
    }
  },
  COAST {
    @Override
    void paint(Pen pen, Dice dice, double base, double aspect, boolean dark) {
      Houses.hills(pen, dice, base - 0.1, aspect / 2, 0x93A5B5, 0.12);
      pen.colour(0x3F87B0).rect(-aspect / 2, base - 0.13, aspect, 0.14);
      pen.colour(new Color(235, 245, 250, 120));
      for (int i = 0; i < 40; i++) {
        double x = dice.between(-0.5, 0.5) * aspect;
        pen.rect(x, dice.between(base - 0.12, base - 0.03), dice.between(0.02, 0.06), 0.0025);
      }
      for (int i = 0; i < 3; i++) {
        double x = dice.between(-0.5, 0.5) * aspect;
        double y = base - dice.between(0.07, 0.12);
        pen.colour(0xF4F1E8).poly(x, y, x, y - 0.07, x + 0.035, y);
        pen.colour(0x8A5A3A).poly(x - 0.02, y + 0.002, x + 0.045, y + 0.002, x + 0.03, y + 0.014);
      }
      pen.colour(0xE4CF9E).rect(-aspect / 2, base - 0.025, aspect, 0.03);
    }
  };

  /** Colours of the paved and the driven ground. */
  static final List<Integer> PAVEMENTS = List.of(0xB9B4AA, 0xA8A9AC, 0xC4B79F, 0xAFA59B);

  static final List<Integer> ASPHALTS = List.of(0x55585E, 0x606268, 0x4A4C52, 0x6A6764);

  /**
   * @param base where the far pavement begins, in image heights
   */
  abstract void paint(Pen pen, Dice dice, double base, double aspect, boolean dark);
}
