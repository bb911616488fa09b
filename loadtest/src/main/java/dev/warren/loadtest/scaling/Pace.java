package dev.warren.loadtest.scaling;

import java.util.List;

/**
 * How fast an autoscaler may go one way: {@code spec.behavior.scaleUp} or {@code scaleDown}.
 *
 * @param windowSeconds over which the most cautious wish counts
 * @param limits of which the most generous counts
 */
record Pace(int windowSeconds, List<Limit> limits) {
  Pace {
    limits = List.copyOf(limits);
  }

  /**
   * So many pods within so long, as a number or as a part of those at its begin.
   *
   * @param percent whether {@code value} is a percentage
   */
  record Limit(int value, boolean percent, int periodSeconds) {
    static Limit pods(int value, int periodSeconds) {
      return new Limit(value, false, periodSeconds);
    }

    static Limit percent(int value, int periodSeconds) {
      return new Limit(value, true, periodSeconds);
    }

    int up(int from) {
      return percent ? (int) Math.ceil(from * (1 + value / 100.0)) : from + value;
    }

    int down(int from) {
      return percent ? (int) (from * (1 - value / 100.0)) : from - value;
    }
  }

  /** What an autoscaler does where it is told nothing. */
  static final Pace DEFAULT_UP = new Pace(0, List.of(Limit.percent(100, 15), Limit.pods(4, 15)));

  /** The same, downwards. */
  static final Pace DEFAULT_DOWN = new Pace(300, List.of(Limit.percent(100, 15)));

  int longestPeriodSeconds() {
    return limits.stream().mapToInt(Limit::periodSeconds).max().orElse(0);
  }
}
