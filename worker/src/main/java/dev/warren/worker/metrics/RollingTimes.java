package dev.warren.worker.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Times of late: of the last ten to twenty seconds. Thread-safe. */
final class RollingTimes {
  static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Longer ones count as this long. */
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(10);

  private static final int DIGITS = 2;
  private static final double MICROS_PER_MS = 1e3;

  private final LongSupplier nanoClock;
  private Histogram now = new Histogram(MOST_MICROS, DIGITS);
  private Histogram before = new Histogram(MOST_MICROS, DIGITS);
  private long sinceNanos;

  RollingTimes(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    sinceNanos = nanoClock.getAsLong();
  }

  synchronized void took(long nanos) {
    roll();
    now.recordValue(Math.max(0, Math.min(MOST_MICROS, nanos / 1_000)));
  }

  synchronized RecentTimes.Percentiles percentiles() {
    roll();
    Histogram both = now.copy();
    both.add(before);
    return new RecentTimes.Percentiles(
        both.getTotalCount(),
        both.getValueAtPercentile(50) / MICROS_PER_MS,
        both.getValueAtPercentile(99) / MICROS_PER_MS);
  }

  private void roll() {
    long elapsed = nanoClock.getAsLong() - sinceNanos;
    if (elapsed < SPAN_NANOS) return;
    Histogram oldest = before;
    before = now;
    now = oldest;
    now.reset();
    if (elapsed >= 2 * SPAN_NANOS) before.reset();
    sinceNanos += elapsed;
  }
}
