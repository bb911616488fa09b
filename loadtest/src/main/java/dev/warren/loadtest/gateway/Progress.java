package dev.warren.loadtest.gateway;

import dev.warren.common.Daemons;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says now and then what a gateway has done so far, until it is closed. */
final class Progress implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Progress.class);

  private final ScheduledExecutorService clock;

  private Progress(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  /**
   * @param period zero for never
   * @param soFar what is said, a line, after so many nanoseconds
   */
  static Progress every(Duration period, LongFunction<String> soFar) {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Daemons.named("progress"));
    if (!period.isZero()) {
      long start = System.nanoTime();
      clock.scheduleAtFixedRate(
          () -> log.info("{}", soFar.apply(System.nanoTime() - start)),
          period.toMillis(),
          period.toMillis(),
          TimeUnit.MILLISECONDS);
    }
    return new Progress(clock);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
