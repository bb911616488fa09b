package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/** Buildings and plants of the background, in scene coordinates. */
final class Houses {
  private static final List<Integer> WALLS =
      List.of(0xC9A78B, 0xB7725A, 0xD8CDB8, 0x8FA1B3, 0xA9B59B, 0xCBB06E, 0x94707A, 0x7E8894);
  private static final List<Integer> ROOFS = List.of(0x8A4B3A, 0x5F5A60, 0x9C6A4A, 0x4F5B69);
  private static final List<Integer> LEAVES = List.of(0x4F8A4B, 0x3F7646, 0x6E9C48, 0x86A23F);
  private static final Color LIT = new Color(255, 222, 140);

  private Houses() {}

  static void block(
      Pen pen, Dice dice, double x, double base, double width, double height, boolean dark) {
    Color wall = dice.colour(WALLS);
    pen.colour(wall).rect(x, base - height, width, height + 0.004);
    pen.colour(wall.darker()).rect(x, base - height, width, 0.012);
    double pitch = dice.between(0.036, 0.05);
    for (double y = base - height + 0.03; y < base - 0.075; y += pitch * 1.2) {
      for (double wx = x + 0.018; wx < x + width - 0.03; wx += pitch) {
        window(pen, dice, wx, y, pitch * 0.5, pitch * 0.72, dark);
      }
    }
    pen.colour(dice.colour(ROOFS)).rect(x + 0.012, base - 0.062, width - 0.024, 0.014);
    for (double wx = x + 0.016; wx < x + width - 0.05; wx += 0.055) {
      window(pen, dice, wx, base - 0.046, 0.044, 0.044, dark);
    }
  }

  static void cottage(Pen pen, Dice dice, double x, double base, double width, boolean dark) {
    double eaves = base - dice.between(0.09, 0.13);
    double ridge = eaves - dice.between(0.06, 0.1);
    pen.colour(dice.colour(WALLS)).rect(x, eaves, width, base - eaves + 0.004);
    pen.colour(dice.colour(ROOFS));
    pen.poly(x - 0.015, eaves, x + 0.03, ridge, x + width - 0.03, ridge, x + width + 0.015, eaves);
    window(pen, dice, x + width * 0.12, eaves + 0.025, 0.035, 0.035, dark);
    window(pen, dice, x + width * 0.65, eaves + 0.025, 0.035, 0.035, dark);
    pen.colour(0x6B4A35).rect(x + width * 0.44, base - 0.062, 0.03, 0.064);
  }

  static void tree(Pen pen, Dice dice, double x, double base, double height) {
    pen.colour(0x6B4F3A)
        .rect(x - height * 0.035, base - height * 0.45, height * 0.07, height * 0.45);
    Color leaf = dice.colour(LEAVES);
    pen.colour(leaf.darker())
        .oval(x + height * 0.05, base - height * 0.6, height * 0.26, height * 0.3);
    pen.colour(leaf).oval(x - height * 0.06, base - height * 0.66, height * 0.26, height * 0.32);
  }

  static void hills(Pen pen, Dice dice, double base, double aspect, int rgb, double height) {
    pen.colour(rgb);
    for (double x = -aspect / 2; x < aspect / 2 + 0.2; x += dice.between(0.2, 0.4)) {
      pen.oval(x, base + 0.02, dice.between(0.25, 0.45), height * dice.between(0.6, 1));
    }
  }

  private static void window(
      Pen pen, Dice dice, double x, double y, double width, double height, boolean dark) {
    if (dark && dice.chance(0.45)) {
      pen.glow(LIT);
    } else {
      pen.colour(dice.chance(0.5) ? 0x5E7B8F : 0x4C6375);
    }
    pen.rect(x, y, width, height);
  }
}
