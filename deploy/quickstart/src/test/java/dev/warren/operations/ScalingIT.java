package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.testing.WarrenProcess;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers that fall behind become four and then two again, under load all the time: what
 * becomes of the frames, and whether {@code warren:time_to_drain:seconds} tells the truth. It takes
 * some minutes, so it runs by {@code -Dwarren.scaling=true} alone.
 */
class ScalingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** In frames per second: more than four workers do, what four do, and less than two do. */
  private static final int PEAK = 150;

  private static final int CARRIED_BY_FOUR = 4 * ScalingSite.CAPACITY;
  private static final int CARRIED_BY_TWO = 40;

  /** As many as four workers do in 30 s: scrapes and figures that lag by seconds matter little. */
  private static final int BACKLOG = 30 * CARRIED_BY_FOUR;

  /** Several scrapes, each of figures that are up to five seconds old. */
  private static final Duration SETTLED = Duration.ofSeconds(3 * ScalingSite.INTERVAL_SECONDS);

  private static final String WAITING = "warren:ready + warren:unacked";

  /** While Prometheus sees all four: a scrape that fails takes a worker out of the rule. */
  private static final String TIME_TO_DRAIN =
      "warren:time_to_drain:seconds and on (model) warren:workers == 4";

  @TempDir static Path folder;

  /** What the metric says, and the frames that had been published by then. */
  private record Reading(
      Set<String> published, long atNanos, OptionalDouble timeToDrain, double querySeconds) {
    static Reading of(ScalingSite site, SteadyLoad load) {
      Set<String> published = load.confirmed();
      long now = System.nanoTime();
      OptionalDouble said = site.now(TIME_TO_DRAIN);
      return new Reading(published, now, said, seconds(now));
    }

    /** Not one of a moment when a scrape failed, or that nobody knows. */
    boolean isSound() {
      return timeToDrain.isPresent() && querySeconds < 2;
    }
  }

  private record End(int exitCode, double seconds) {}

  @Test
  void twoWorkersBecomeFourAndTwoAgain() throws Exception {
    if (!Boolean.getBoolean("warren.scaling")) {
      Tool.skip("scaling takes minutes: -Dwarren.scaling=true");
    }
    try (ScalingSite site = new ScalingSite(folder, 4);
        Answers answers = Answers.collect(site.broker())) {
      site.scaleTo(2);
      try (SteadyLoad load = SteadyLoad.start(site.broker(), "warren-demo", PEAK)) {
        patiently(() -> site.now("warren:workers").orElse(0) == 2);
        patiently(() -> site.now(WAITING).orElse(0) > BACKLOG / 2.0);
        site.scaleTo(4);
        patiently(() -> site.now("warren:workers").orElse(0) == 4);
        patiently(() -> site.now(WAITING).orElse(0) > BACKLOG);
        load.change(CARRIED_BY_FOUR);
        settle();

        Reading reading =
            await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> Reading.of(site, load), Reading::isSound);
        Set<String> published = reading.published();
        double said = reading.timeToDrain().orElseThrow();
        long from = reading.atNanos();
        long lying = answers.lost(published);
        load.change(CARRIED_BY_TWO);
        patiently(() -> answers.contains(published));
        double took = (answers.lastAtNanos(published) - from) / 1e9;
        patiently(() -> site.now("warren:ready").orElse(1) == 0);
        double empty = seconds(from);

        List<End> ends = stop(site.worker(0), site.worker(1));
        patiently(() -> site.now("warren:workers").orElse(0) == 2);
        load.end();
        Set<String> all = load.confirmed();
        patiently(() -> answers.contains(all));
        settle(); // for what might come twice

        System.out.printf(
            "scaled 2 -> 4 -> 2: published %d, answered %d, lost %d, duplicated %d%n",
            all.size(), answers.count(), answers.lost(all), answers.duplicated());
        System.out.printf(
            "time to drain: metric said %.1f s, it took %.1f s (%+.0f %%) for the %d frames that"
                + " lay there; the queue was seen empty after %.0f s, as %d frames/s still came%n",
            said, took, 100 * (said / took - 1), lying, empty, CARRIED_BY_TWO);
        System.out.printf(
            "drain of the stopped workers: %.1f s, %.1f s, exit codes %d, %d%n",
            ends.get(0).seconds(),
            ends.get(1).seconds(),
            ends.get(0).exitCode(),
            ends.get(1).exitCode());

        assertThat(load.failed()).isEmpty();
        assertThat(answers.lost(all)).isZero();
        assertThat(answers.duplicated()).isZero();
        assertThat(answers.statuses()).containsOnlyKeys("detected");
        assertThat(ends).extracting(End::exitCode).containsOnly(0);
        assertThat(took).isGreaterThan(20);
        assertThat(said).isCloseTo(took, within(0.2 * took));
      }
    }
  }

  /** SIGTERM to both at the same time. */
  private static List<End> stop(WarrenProcess one, WarrenProcess other) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<End> first = threads.submit(() -> stop(one));
      Future<End> second = threads.submit(() -> stop(other));
      return List.of(first.get(), second.get());
    } finally {
      threads.shutdownNow();
    }
  }

  private static End stop(WarrenProcess worker) throws InterruptedException {
    long from = System.nanoTime();
    int exitCode = worker.stop();
    return new End(exitCode, seconds(from));
  }

  private static double seconds(long fromNanos) {
    return (System.nanoTime() - fromNanos) / 1e9;
  }

  private static void patiently(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(condition);
  }

  /** The load goes on meanwhile: what is waited for is that figures and rates have come in. */
  private static void settle() {
    await().pollDelay(SETTLED).atMost(SETTLED.plusSeconds(30)).until(() -> true);
  }
}
