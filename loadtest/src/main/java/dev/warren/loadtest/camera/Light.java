package dev.warren.loadtest.camera;

import java.awt.Color;

/**
 * How the hour and the weather colour everything that does not shine by itself.
 *
 * @param tint colour of the light
 * @param strength 0 leaves colours alone, 1 shows the tint only
 */
record Light(Color tint, double strength) {
  Light(int tint, double strength) {
    this(new Color(tint), strength);
  }

  Color on(Color colour) {
    Color mixed = mix(colour, tint, strength);
    return new Color(mixed.getRed(), mixed.getGreen(), mixed.getBlue(), colour.getAlpha());
  }

  /** This light seen through another one, fog for instance. */
  Light through(Light other) {
    double both = 1 - (1 - strength) * (1 - other.strength);
    return both == 0 ? this : new Light(mix(tint, other.tint, other.strength / both), both);
  }

  static Color mix(Color from, Color to, double share) {
    return new Color(
        channel(from.getRed(), to.getRed(), share),
        channel(from.getGreen(), to.getGreen(), share),
        channel(from.getBlue(), to.getBlue(), share));
  }

  private static int channel(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
