package dev.warren.worker.engine.tensorrt;

import dev.warren.common.Daemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the time of a plan's file at that of its last use. */
final class PlanUse {
  private static final Logger log = LoggerFactory.getLogger(PlanUse.class);
  private static final Duration EVERY = Duration.ofDays(1);

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("plan-use"));

  private PlanUse() {}

  /** Until the end of this process, which opens one plan in its life. */
  static void show(Path plan) {
    show(plan, EVERY);
  }

  static void show(Path plan, Duration every) {
    touch(plan);
    TIMER.scheduleAtFixedRate(
        () -> touch(plan), every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void touch(Path plan) {
    try {
      Files.setLastModifiedTime(plan, FileTime.from(Instant.now()));
    } catch (IOException e) {
      log.debug("the use of {} does not show", plan, e); // not kept, or not ours
    }
  }
}
