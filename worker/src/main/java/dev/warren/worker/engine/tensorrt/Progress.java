package dev.warren.worker.engine.tensorrt;

import dev.warren.common.Daemons;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then that something long still goes on, until it is closed. */
final class Progress implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Progress.class);

  private final long start = System.nanoTime();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("progress"));

  /** Every {@code period}: "still {@code what}". */
  Progress(String what, Duration period) {
    long nanos = period.toNanos();
    clock.scheduleAtFixedRate(
        () -> log.info("still {}, {} s so far", what, seconds()),
        nanos,
        nanos,
        TimeUnit.NANOSECONDS);
  }

  /** Since it was opened. */
  long seconds() {
    return (System.nanoTime() - start) / 1_000_000_000;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
