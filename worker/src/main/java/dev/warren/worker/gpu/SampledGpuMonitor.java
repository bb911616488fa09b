package dev.warren.worker.gpu;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Asks another monitor once a second at most, and by one thread at a time. A driver in trouble may
 * not answer for minutes: that one thread waits, the others get the last figures while they are
 * fresh, then readings without figures.
 */
final class SampledGpuMonitor implements GpuMonitor {
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long STALE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long CLOSE_SECONDS = 2;

  private record Sample(List<GpuReading> readings, long nanos) {}

  private final GpuMonitor source;
  private final LongSupplier nanoClock;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Sample last;

  /**
   * @param source owned by this one from now on
   */
  SampledGpuMonitor(GpuMonitor source, LongSupplier nanoClock) {
    this.source = source;
    this.nanoClock = nanoClock;
    this.last = new Sample(source.read(), nanoClock.getAsLong());
  }

  @Override
  public List<GpuReading> read() {
    if (age(last) >= FRESH_NANOS && asking.tryLock()) {
      try {
        if (age(last) >= FRESH_NANOS) last = new Sample(source.read(), nanoClock.getAsLong());
      } finally {
        asking.unlock();
      }
    }
    Sample sample = last;
    return age(sample) < STALE_NANOS ? sample.readings() : silent(sample.readings());
  }

  private long age(Sample sample) {
    return nanoClock.getAsLong() - sample.nanos();
  }

  private static List<GpuReading> silent(List<GpuReading> readings) {
    return readings.stream().map(r -> GpuReading.silent(r.gpu(), r.name())).toList();
  }

  /** Leaves the source open where the driver is still being asked after 2 seconds. */
  @Override
  public void close() {
    try {
      if (!asking.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      source.close();
    } finally {
      asking.unlock();
    }
  }
}
