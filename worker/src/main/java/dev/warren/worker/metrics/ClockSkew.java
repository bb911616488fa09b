package dev.warren.worker.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far the clocks of publishers are from ours, as frames have shown it in the last one to two
 * minutes: the one that is furthest off counts. From capture to arrival a frame takes some time
 * that is not known and never negative; so an arrival before the capture shows a clock that is
 * ahead, and by how much at least. A clock that is behind shows only where it is known that the
 * frame has not waited as long. Thread-safe.
 */
final class ClockSkew {
  static final long SPAN_MS = TimeUnit.MINUTES.toMillis(1);

  /** Nothing came. */
  private static final long NONE = Long.MIN_VALUE;

  private static final double MS_PER_SECOND = 1e3;

  private final LongSupplier clock;
  private long before = NONE;
  private volatile long now = NONE;
  private volatile long sinceMs;

  /**
   * @param clock epoch milliseconds, as those of the arrivals
   */
  ClockSkew(LongSupplier clock) {
    this.clock = clock;
    sinceMs = clock.getAsLong();
  }

  /**
   * A frame came; without the lock unless it shows more than those before it.
   *
   * @param aheadMs of the publisher's clock, negative where it is behind
   * @param receivedMs by ours
   */
  void seen(long aheadMs, long receivedMs) {
    if (further(now, aheadMs) == now && !isOver(receivedMs)) return;
    synchronized (this) {
      roll(receivedMs);
      now = further(now, aheadMs);
    }
  }

  /** NaN where no frame of late has shown a clock. */
  synchronized double seconds() {
    roll(clock.getAsLong());
    long most = further(now, before);
    return most == NONE ? Double.NaN : most / MS_PER_SECOND;
  }

  private static long further(long one, long other) {
    if (one == NONE) return other;
    if (other == NONE) return one;
    return Math.abs(other) > Math.abs(one) ? other : one;
  }

  /** Also when our own clock was set back. */
  private boolean isOver(long timeMs) {
    long age = timeMs - sinceMs;
    return age >= SPAN_MS || age < -SPAN_MS;
  }

  private void roll(long timeMs) {
    if (!isOver(timeMs)) return;
    before = Math.abs(timeMs - sinceMs) < 2 * SPAN_MS ? now : NONE;
    now = NONE;
    sinceMs = timeMs;
  }
}
