package dev.warren.worker.metrics;

import java.util.function.LongSupplier;

/**
 * How long the threads of a stage were at work, all of them together and up to now: who is still at
 * it counts too, so that a long run shows while it lasts. Thread-safe.
 */
public final class BusyTime {
  private final LongSupplier nanoClock;
  private final long origin;
  private long sum;
  private int active;

  public BusyTime() {
    this(System::nanoTime);
  }

  BusyTime(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
  }

  /** The calling thread begins its work. */
  public synchronized void begin() {
    sum -= nanoClock.getAsLong() - origin;
    active++;
  }

  /** It has ended it. */
  public synchronized void end() {
    sum += nanoClock.getAsLong() - origin;
    active--;
  }

  /** Thread-nanoseconds since the start. */
  public synchronized long nanos() {
    return sum + active * (nanoClock.getAsLong() - origin);
  }
}
