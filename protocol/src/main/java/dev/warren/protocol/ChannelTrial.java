package dev.warren.protocol;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a channel that refuses what is published on it, or owes confirms, is kept. RabbitMQ 3.10
 * refuses everything on a channel whose first message came while a queue had no leader, for as long
 * as the channel lives, and may never confirm what was published while a node hung; another channel
 * is then all that helps. A full queue refuses too, and there it helps nothing: each channel is
 * given twice the time of the one before. Thread-safe.
 */
public final class ChannelTrial {
  private static final long SHORTEST_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();

  private final LongSupplier nanoClock;
  private long patienceNanos = SHORTEST_NANOS;
  private long begunNanos;

  /** Begins with a channel that is new. */
  public ChannelTrial(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.begunNanos = nanoClock.getAsLong();
  }

  /** Whether the channel has had its time; to be asked of one that refuses. */
  public synchronized boolean isOver() {
    return ageNanos() >= patienceNanos;
  }

  /** Another channel has taken its place, or could not. */
  public synchronized void begin() {
    boolean wasGoodForLong = ageNanos() > 2 * LONGEST_NANOS;
    patienceNanos = wasGoodForLong ? SHORTEST_NANOS : Math.min(2 * patienceNanos, LONGEST_NANOS);
    begunNanos = nanoClock.getAsLong();
  }

  private long ageNanos() {
    return nanoClock.getAsLong() - begunNanos;
  }
}
