package dev.warren.worker.intake;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a frame can have waited in the queue at most. Whatever is ready there the broker sends
 * at once to a consumer that may have more. So the queue is empty when such a one gets nothing for
 * a moment, and also when it has had room for a while, however much comes; and what comes later has
 * waited since then at most. Room is what the broker knows of: an ack takes its time, and what
 * waits here to be handed over has taken its place. Thread-safe.
 */
final class QueueWait {
  /** Nobody knows. */
  static final long UNKNOWN_MS = Long.MAX_VALUE;

  /** More than lies between two frames of a backlog, where there is room. */
  static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** More than the broker takes to learn of room, and to send as many frames as may be held. */
  static final long ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Within this an ack has reached the queue. */
  static final long ACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Who waits as long for a frame finds that none was waiting to be handed over. */
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private long handledNanos;
  private long idleNanos;
  private long roomSinceNanos;
  private long emptyNanos;
  private boolean isEmptyKnown;
  private boolean isFull;

  /** For all that the broker knew when the last one came. */
  private boolean mayBeFull;

  /** How many were settled when, for how many were so lately. */
  private long sampledNanos;

  private long settledAtSample;
  private long settledBefore;

  QueueWait(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    sampledNanos = nanoClock.getAsLong();
    begun();
  }

  /** The consumers begin: a backlog may come. */
  synchronized void begun() {
    handledNanos = nanoClock.getAsLong();
    idleNanos = handledNanos;
    roomSinceNanos = handledNanos;
    isFull = false;
    mayBeFull = true;
  }

  /**
   * A frame has come.
   *
   * @param held unsettled frames, this one included
   * @param settled frames so far
   * @param limit of those that are held
   * @return milliseconds that it can have waited in the queue, or {@link #UNKNOWN_MS}
   */
  synchronized long longestMs(int held, long settled, int limit) {
    long now = nanoClock.getAsLong();
    if (now - handledNanos >= IDLE_NANOS) idleNanos = now;
    boolean mayHaveWaitedHere = now - idleNanos >= GAP_NANOS;
    boolean isIdleForLong = now - handledNanos >= (mayBeFull ? ROOM_NANOS : GAP_NANOS);
    mayBeFull = held + settledLately(settled, now) >= limit;
    // There is room again since something was settled, which was after the last one had come.
    if (isFull || mayHaveWaitedHere) {
      roomSinceNanos = now;
    } else if (isIdleForLong) {
      empty(now);
    } else if (mayBeFull) {
      roomSinceNanos = now;
    } else if (now - roomSinceNanos >= ROOM_NANOS) {
      empty(now);
    }
    isFull = held >= limit;
    return isEmptyKnown ? TimeUnit.NANOSECONDS.toMillis(now - emptyNanos) : UNKNOWN_MS;
  }

  /** It was handed over. */
  synchronized void handled() {
    handledNanos = nanoClock.getAsLong();
  }

  private void empty(long now) {
    emptyNanos = now;
    isEmptyKnown = true;
  }

  /** At least those of the last {@link #ACK_NANOS}. */
  private long settledLately(long settled, long now) {
    if (now - sampledNanos >= ACK_NANOS) {
      settledBefore = settledAtSample;
      settledAtSample = settled;
      sampledNanos = now;
    }
    return settled - settledBefore;
  }
}
