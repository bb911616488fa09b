package dev.warren.worker.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far publishers' clocks are ahead of ours, as far as it can be told. From capture to arrival a
 * frame takes some time that is not known and never negative; so an arrival before the capture, by
 * the two clocks, shows a clock that is ahead, and by how much at least. What a frame took hides
 * that much of it, and all of it where a clock is behind: such a frame looks like one that has
 * waited. The frame that took least tells most, so of the last one to two minutes the furthest
 * ahead counts: with several publishers that of the fastest clock. Thread-safe.
 */
final class ClockSkew {
  static final long SPAN_MS = TimeUnit.MINUTES.toMillis(1);

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

  /** A frame came; without the lock unless it tells more than those before it. */
  void seen(long capturedMs, long receivedMs) {
    long ahead = capturedMs - receivedMs;
    if (ahead <= now && !isOver(receivedMs)) return;
    synchronized (this) {
      roll(receivedMs);
      now = Math.max(now, ahead);
    }
  }

  /** NaN where no frame of late says when it was captured. */
  synchronized double seconds() {
    roll(clock.getAsLong());
    long most = Math.max(now, before);
    return most == NONE ? Double.NaN : Math.max(0, most) / MS_PER_SECOND;
  }

  /** Also when our own clock was set back. */
  private boolean isOver(long timeMs) {
    long age = timeMs - sinceMs;
    return age >= SPAN_MS || age < -SPAN_MS;
  }

  private void roll(long timeMs) {
    if (!isOver(timeMs)) return;
    before = timeMs - sinceMs < 2 * SPAN_MS ? now : NONE;
    now = NONE;
    sinceMs = timeMs;
  }
}
