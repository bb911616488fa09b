package dev.warren.loadtest.watch;

import java.time.Duration;

/** When a watch ends by itself. Not thread-safe. */
final class Patience {
  private final long startNanos;
  private final long durationNanos;
  private final long timeoutNanos;
  private long lastNanos;
  private long lastArrivals;

  /**
   * @param duration how long in total; null for no limit
   * @param timeout how long nothing may come; null for no limit
   */
  Patience(Duration duration, Duration timeout, long startNanos) {
    this.startNanos = startNanos;
    this.durationNanos = duration == null ? Long.MAX_VALUE : duration.toNanos();
    this.timeoutNanos = timeout == null ? Long.MAX_VALUE : timeout.toNanos();
    this.lastNanos = startNanos;
  }

  /** Nanoseconds until the end as far as known now; zero or less when it is over. */
  long left(long arrivals, long nowNanos) {
    if (arrivals != lastArrivals) {
      lastArrivals = arrivals;
      lastNanos = nowNanos;
    }
    return Math.min(durationNanos - (nowNanos - startNanos), timeoutNanos - (nowNanos - lastNanos));
  }
}
