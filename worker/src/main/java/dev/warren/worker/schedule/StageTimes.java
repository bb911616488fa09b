package dev.warren.worker.schedule;

import java.time.Duration;

/** How long one step of a frame's way takes, followed from frame to frame. Thread-safe. */
public final class StageTimes implements Margin {
  private static final double WEIGHT = 0.1;

  /** Each moves what is typical by a twentieth at most: by now what was expected is forgotten. */
  private static final int ENOUGH = 50;

  private final RunTimes times = new RunTimes();
  private int measured;

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
    if (measured < ENOUGH) measured++;
  }

  /** What is typical, or 0 until 50 were measured: what is only expected bounds nothing. */
  public synchronized long measuredNanos() {
    return measured == ENOUGH ? typicalNanos() : 0;
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
