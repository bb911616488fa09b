package dev.warren.worker.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Values of late: of the last ten to twenty seconds. Thread-safe. */
final class RollingHistogram {
  private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanoClock;
  private final long most;
  private Histogram now;
  private Histogram before;
  private long sinceNanos;

  /**
   * @param most larger values count as this
   * @param digits that are kept of a value
   */
  RollingHistogram(LongSupplier nanoClock, long most, int digits) {
    this.nanoClock = nanoClock;
    this.most = most;
    now = new Histogram(most, digits);
    before = new Histogram(most, digits);
    sinceNanos = nanoClock.getAsLong();
  }

  synchronized void record(long value) {
    roll();
    now.recordValue(Math.max(0, Math.min(most, value)));
  }

  /** A copy. */
  synchronized Histogram values() {
    roll();
    Histogram both = now.copy();
    both.add(before);
    return both;
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
