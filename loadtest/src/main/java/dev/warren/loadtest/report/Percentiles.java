package dev.warren.loadtest.report;

import org.HdrHistogram.AbstractHistogram;

/**
 * A histogram in a few numbers, in milliseconds; all but {@code count} are null where nothing was
 * recorded.
 *
 * @param p999 99.9 of a hundred values are not above it; null for fewer than {@link #P999_COUNT},
 *     of which it would be the highest
 */
public record Percentiles(
    long count, Double mean, Double p50, Double p90, Double p99, Double p999, Double max) {
  /** As many values as it takes for one to be beyond their p99.9. */
  public static final long P999_COUNT = 1_000;

  private static final double MICROS_PER_MILLI = 1_000;

  /**
   * @param micros holds microseconds
   */
  public static Percentiles of(AbstractHistogram micros) {
    long count = micros.getTotalCount();
    if (count == 0) {
      return new Percentiles(0, null, null, null, null, null, null);
    }
    return new Percentiles(
        count,
        micros.getMean() / MICROS_PER_MILLI,
        at(micros, 50),
        at(micros, 90),
        at(micros, 99),
        count < P999_COUNT ? null : at(micros, 99.9),
        micros.getMaxValue() / MICROS_PER_MILLI);
  }

  private static double at(AbstractHistogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }
}
