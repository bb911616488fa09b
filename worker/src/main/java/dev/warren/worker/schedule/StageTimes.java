package dev.warren.worker.schedule;

import java.time.Duration;

/** How long one step of a frame's way takes, followed from frame to frame. Thread-safe. */
public final class StageTimes implements Margin {
  private static final double WEIGHT = 0.1;
  private static final double NANOS_PER_SECOND = 1e9;

  private final RunTimes times = new RunTimes();
  private boolean isMeasured;

  /**
   * @param expected until there is something measured
   */
  public StageTimes(Duration expected) {
    if (expected.isNegative() || expected.isZero()) {
      throw new IllegalArgumentException("expected <= 0: " + expected);
    }
    times.measured(new long[] {expected.toNanos()});
  }

  /** One more frame has taken so long. */
  public synchronized void took(long nanos) {
    times.ran(Math.max(1, nanos), WEIGHT);
    isMeasured = true;
  }

  /**
   * How many a second so many threads do; without a bound as long as nothing was measured.
   *
   * @param threads that do nothing else
   */
  public synchronized double perSecond(int threads) {
    return isMeasured ? threads * NANOS_PER_SECOND / typicalNanos() : Double.POSITIVE_INFINITY;
  }

  @Override
  public synchronized long typicalNanos() {
    return (long) times.typicalNanos();
  }

  @Override
  public synchronized long slowNanos() {
    return (long) times.slowNanos();
  }
}
