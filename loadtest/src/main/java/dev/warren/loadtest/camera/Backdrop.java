package dev.warren.loadtest.camera;

import java.awt.Color;
import java.awt.GradientPaint;

/** Draws what never moves: sky, background, pavements and road. */
final class Backdrop {
  private final Street street;
  private final double aspect;
  private final double left;
  private final Dice dice;

  private Backdrop(Street street, double aspect) {
    this.street = street;
    this.aspect = aspect;
    this.left = -aspect / 2;
    this.dice = Dice.of(street.seed(), 2);
  }

  static void paint(Pen pen, Street street, double aspect) {
    Backdrop backdrop = new Backdrop(street, aspect);
    backdrop.sky(pen);
    boolean dark = street.hour().dark;
    street.setting().paint(pen, backdrop.dice, street.ground().farEdge(), aspect, dark);
    backdrop.road(pen);
  }

  private void sky(Pen pen) {
    Light veil = street.weather().veil;
    double grey = Math.min(0.8, veil.strength() * (street.hour().dark ? 0.6 : 2.7));
    Color zenith = Light.mix(street.hour().zenith, veil.tint(), grey);
    Color horizon = Light.mix(street.hour().horizon, veil.tint(), grey);
    float bottom = (float) street.ground().farEdge();
    pen.glow(new GradientPaint(0, 0, zenith, 0, bottom, horizon)).rect(left, 0, aspect, 1);
    if (street.weather() == Weather.CLEAR) {
      discs(pen);
    }
    int clouds = street.weather() == Weather.CLEAR ? dice.below(4) : 5;
    for (int i = 0; i < clouds; i++) {
      cloud(pen, left + aspect * dice.unit(), dice.between(0.04, 0.22), dice.between(0.03, 0.06));
    }
  }

  private void discs(Pen pen) {
    double x = left + aspect * dice.between(0.1, 0.9);
    double y = dice.between(0.07, 0.15);
    if (street.hour() == Hour.NIGHT) {
      pen.glow(new Color(235, 240, 255, 180));
      for (int i = 0; i < 60; i++) {
        pen.oval(left + aspect * dice.unit(), dice.between(0, 0.4), 0.0016, 0.0016);
      }
      pen.glow(new Color(0xEDEBD8)).oval(x, y, 0.035, 0.035);
    } else {
      pen.glow(new Color(255, 244, 200, 60)).oval(x, y, 0.075, 0.075);
      pen.glow(new Color(0xFFF0B8)).oval(x, y, 0.045, 0.045);
    }
  }

  private void cloud(Pen pen, double x, double y, double size) {
    Color white = street.light().on(new Color(0xFFFFFF));
    pen.glow(new Color(white.getRed(), white.getGreen(), white.getBlue(), 150));
    pen.round(x - size * 2, y - size * 0.35, size * 4, size * 0.7, size * 0.7);
    pen.oval(x - size * 0.6, y - size * 0.35, size * 0.9, size * 0.6);
    pen.oval(x + size * 0.6, y - size * 0.25, size * 0.7, size * 0.5);
  }

  private void road(Pen pen) {
    Ground ground = street.ground();
    Color paved = dice.colour(Setting.PAVEMENTS);
    Color asphalt = dice.colour(Setting.ASPHALTS);
    if (street.weather() == Weather.SNOW) {
      paved = Light.mix(paved, new Color(0xF2F5F8), 0.6);
    }
    double far = ground.farKerb();
    double near = ground.nearKerb();
    pen.colour(paved).rect(left, ground.farEdge(), aspect, 1 - ground.farEdge());
    pen.colour(paved.darker()).rect(left, ground.farEdge(), aspect, 0.004);
    pen.colour(asphalt).rect(left, far, aspect, near - far);
    pen.colour(Light.mix(paved, Color.WHITE, 0.4)).rect(left, far - 0.007, aspect, 0.007);
    pen.colour(Light.mix(paved, Color.WHITE, 0.4)).rect(left, near, aspect, 0.012);
    pen.colour(paved.darker()).rect(left, near + 0.012, aspect, 0.004);
    for (int i = 1; i < street.motorLanes(); i++) {
      dashes(pen, far + (near - far) * i / street.motorLanes());
    }
  }

  private void dashes(Pen pen, double y) {
    double metre = street.ground().metreAt(y);
    pen.colour(0xE6E4DA);
    for (double x = left - metre; x < -left; x += 5 * metre) {
      double slant = 0.1 * metre;
      double height = 0.09 * metre;
      pen.poly(x, y, x + 2 * metre, y, x + 2 * metre - slant, y + height, x - slant, y + height);
    }
  }
}
