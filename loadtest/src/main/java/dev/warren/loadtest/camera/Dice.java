package dev.warren.loadtest.camera;

import java.awt.Color;
import java.util.List;

/**
 * A small random source (SplitMix64) whose rolls are the same on every JDK, so that a seed means
 * the same scene everywhere.
 */
final class Dice {
  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /** The dice that belong to these keys: equal keys, equal rolls. */
  static Dice of(long seed, long... keys) {
    long mixed = mix(seed);
    for (long key : keys) {
      mixed = mix(mixed ^ mix(key + 0x632BE59BD9B4E019L));
    }
    return new Dice(mixed);
  }

  double unit() {
    state += 0x9E3779B97F4A7C15L;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  int below(int bound) {
    return (int) (unit() * bound);
  }

  boolean chance(double probability) {
    return unit() < probability;
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** A colour of the list, slightly shifted so that no two objects are quite alike. */
  Color colour(List<Integer> rgbs) {
    int rgb = pick(rgbs);
    int shift = below(31) - 15;
    return new Color(
        clamp((rgb >> 16 & 255) + shift),
        clamp((rgb >> 8 & 255) + shift),
        clamp((rgb & 255) + shift));
  }

  private static int clamp(int channel) {
    return Math.max(0, Math.min(255, channel));
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
