package dev.warren.loadtest.load;

/** Times as the histograms hold them: microseconds, never negative, a day at most. */
final class Micros {
  private static final long DAY = 86_400_000_000L;

  private Micros() {}

  static long between(long fromNanos, long toNanos) {
    return Math.max(0, Math.min((toNanos - fromNanos) / 1_000, DAY));
  }

  static long ofMillis(double millis) {
    return Math.max(0, Math.min(Math.round(millis * 1_000), DAY));
  }
}
