package dev.warren.worker.lifecycle;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Tells how much time has passed, also while the machine's clock is set. What it calls the time of
 * day is that of its start and what has passed since.
 */
public final class SteadyClock extends Clock {
  private final LongSupplier nanos;
  private final long startNanos;
  private final Instant start = Instant.now();

  /** By {@link System#nanoTime}. */
  public SteadyClock() {
    this(System::nanoTime);
  }

  /**
   * @param nanos never goes back, but from the largest to the least number
   */
  public SteadyClock(LongSupplier nanos) {
    this.nanos = nanos;
    startNanos = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("no time of day");
  }
}
