package dev.warren.loadtest.load;

import dev.warren.loadtest.arrival.Arrival;
import dev.warren.loadtest.arrival.Arrivals;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A frame is due as soon as another one is answered, so that a given number is always under way:
 * finds the throughput, and says nothing about latency. {@link #release} may come from any thread.
 */
final class ClosedLoop implements Arrivals {
  private final Semaphore room;
  private final Arrivals turns;
  private final RunClock clock;
  private final long endNanos;

  /**
   * @param unanswered frames under way at most
   * @param turns whose frame is next
   * @param endNanos returns by then, answered or not
   */
  ClosedLoop(int unanswered, Arrivals turns, RunClock clock, long endNanos) {
    this.room = new Semaphore(unanswered);
    this.turns = turns;
    this.clock = clock;
    this.endNanos = endNanos;
  }

  @Override
  public Arrival next() throws InterruptedException {
    boolean taken = room.tryAcquire(Math.max(0, endNanos - clock.nanos()), TimeUnit.NANOSECONDS);
    long now = taken ? Math.max(0, clock.nanos()) : endNanos;
    return new Arrival(now, turns.next().camera());
  }

  /** A frame is answered, or will never be. */
  void release() {
    room.release();
  }
}
