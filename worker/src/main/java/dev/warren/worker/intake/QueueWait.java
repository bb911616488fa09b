package dev.warren.worker.intake;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a frame can have waited in the queue at most. Whatever is ready there the broker sends
 * at once to a consumer that may have more. So the queue is empty when such a one gets nothing for
 * a moment, and also when it has had room for a while, however much comes; and what comes later has
 * waited since then at most. Thread-safe.
 */
final class QueueWait {
  /** Nobody knows. */
  static final long UNKNOWN_MS = Long.MAX_VALUE;

  /** More than lies between two frames of a backlog. */
  static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** More than the broker takes to send as many frames as may be held. */
  static final long ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private long lastNanos;
  private long roomSinceNanos;
  private long emptyNanos;
  private boolean isEmptyKnown;
  private boolean isFull;

  QueueWait() {
    this(System::nanoTime);
  }

  QueueWait(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    begun();
  }

  /** The consumers begin: a backlog may come. */
  synchronized void begun() {
    lastNanos = nanoClock.getAsLong();
    roomSinceNanos = lastNanos;
    isFull = false;
  }

  /**
   * A frame has come.
   *
   * @param held unsettled frames, this one included
   * @param limit of them
   * @return milliseconds that it can have waited in the queue, or {@link #UNKNOWN_MS}
   */
  synchronized long longestMs(int held, int limit) {
    long now = nanoClock.getAsLong();
    // There is room again since something was settled, which was after the last one had come.
    if (isFull) roomSinceNanos = now;
    else if (now - lastNanos >= GAP_NANOS || now - roomSinceNanos >= ROOM_NANOS) {
      emptyNanos = now;
      isEmptyKnown = true;
    }
    isFull = held >= limit;
    lastNanos = now;
    return isEmptyKnown ? TimeUnit.NANOSECONDS.toMillis(now - emptyNanos) : UNKNOWN_MS;
  }
}
