package dev.warren.worker.engine.simulated;

import java.util.Random;
import java.util.function.LongSupplier;

/**
 * The one thing that all lanes of an engine wait for: it does one run at a time, in the order of
 * asking, as a GPU does with batches that fill it. Thread-safe; waits for nobody itself.
 */
final class SimulatedDevice {
  /** Always the same, so that two measurements see the same run times. */
  private static final long SEED = 1;

  private final LongSupplier nanoClock;
  private final double jitter;
  private final Random random = new Random(SEED);
  private long freeAtNanos;

  /**
   * @param jitter a run takes up to this share longer or shorter, at random
   */
  SimulatedDevice(LongSupplier nanoClock, double jitter) {
    this.nanoClock = nanoClock;
    this.jitter = jitter;
    freeAtNanos = nanoClock.getAsLong();
  }

  /**
   * Books a run behind those that are booked already.
   *
   * @return when it ends, on the clock
   */
  synchronized long book(long runNanos) {
    long now = nanoClock.getAsLong();
    // Subtracts, for nanoTime may overflow.
    long start = freeAtNanos - now > 0 ? freeAtNanos : now;
    freeAtNanos = start + jittered(runNanos);
    return freeAtNanos;
  }

  private long jittered(long nanos) {
    if (jitter == 0) return nanos;
    return Math.round(nanos * (1 + jitter * (2 * random.nextDouble() - 1)));
  }
}
