package dev.warren.worker.intake;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Whether deliveries have stopped that should come. Thread-safe. */
final class DeliveryWatch {
  private final LongSupplier nanoClock;
  private long lastNanos;
  private boolean wasWaiting;

  DeliveryWatch(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lastNanos = nanoClock.getAsLong();
  }

  /** One has come, or none could. */
  synchronized void delivered() {
    lastNanos = nanoClock.getAsLong();
    wasWaiting = false;
  }

  synchronized boolean isQuietFor(Duration time) {
    return nanoClock.getAsLong() - lastNanos >= time.toNanos();
  }

  /**
   * To be asked now and then while it is quiet.
   *
   * @param waiting whether frames wait in the queue
   * @return true when they did so last time, too: the first ones may have come that very moment
   */
  synchronized boolean isStalled(boolean waiting) {
    boolean stalled = waiting && wasWaiting;
    wasWaiting = waiting;
    return stalled;
  }
}
