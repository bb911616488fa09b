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
 * becomes of the frames, and whether {@code warren:time_to_drain:seconds} and {@code
 * warren:time_to_empty:seconds} tell the truth. It takes some minutes, so it runs by {@code
 * -Dwarren.scaling=true} alone.
 */
class ScalingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** In frames per second: more than four workers do, what four do, and less than two do. */
  private static final int PEAK = 300;

  private static final int CARRIED_BY_FOUR = 4 * ScalingSite.CAPACITY;
  private static final int CARRIED_BY_TWO = 40;

  /**
   * As many as four workers do in 110 s, and more come while they start: figures that are seconds
   * old matter little, and much of it is still there when rates over two minutes know of the last
   * change.
   */
  private static final int BACKLOG = 110 * CARRIED_BY_FOUR;

  /** So few frames are on their way while nothing waits. */
  private static final int NONE_WAITS = CARRIED_BY_TWO / 4;

  /** Several scrapes, each of figures that are up to five seconds old. */
  private static final Duration SETTLED = Duration.ofSeconds(3 * ScalingSite.INTERVAL_SECONDS);

  /** What arrives is known by a rate over two minutes. */
  private static final Duration RATES_SETTLED = SETTLED.plusMinutes(2);

  private static final String WAITING = "warren:ready + warren:unacked";

  /** While Prometheus sees all four: a scrape that fails takes a worker out of the rules. */
  private static final String OF_FOUR = " and on (model) warren:workers == 4";

  @TempDir static Path folder;

  /** What a metric says, and the frames that had been published by then. */
  private record Reading(
      Set<String> published, long atNanos, OptionalDouble said, double querySeconds) {
    static Reading of(String metric, ScalingSite site, SteadyLoad load) {
      return await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> once(metric, site, load), Reading::isSound);
    }

    private static Reading once(String metric, ScalingSite site, SteadyLoad load) {
      Set<String> published = load.confirmed();
      long now = System.nanoTime();
      OptionalDouble said = site.now(metric + OF_FOUR);
      return new Reading(published, now, said, seconds(now));
    }

    /** Not one of a moment when a scrape failed, or that nobody knows. */
    private boolean isSound() {
      return said.isPresent() && querySeconds < 2;
    }
  }

  /** What a metric said, and what then happened, in seconds. */
  private record Promise(double said, double took) {
    @Override
    public String toString() {
      return "metric said %.1f s, it took %.1f s (%+.0f %%)"
          .formatted(said, took, 100 * (said / took - 1));
    }

    void check() {
      assertThat(took).isGreaterThan(60);
      assertThat(said).isCloseTo(took, within(0.2 * took));
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
        settle(SETTLED);

        Reading drain = Reading.of("warren:time_to_drain:seconds", site, load);
        long lying = answers.lost(drain.published());
        load.change(CARRIED_BY_TWO);
        settle(RATES_SETTLED);
        Reading empty = Reading.of("warren:time_to_empty:seconds", site, load);
        long stillLying = answers.lost(empty.published());
        patiently(() -> load.count() - answers.count() <= NONE_WAITS);
        Promise untilEmpty = new Promise(empty.said().orElseThrow(), seconds(empty.atNanos()));
        patiently(() -> answers.contains(drain.published()));
        Promise untilDrained =
            new Promise(
                drain.said().orElseThrow(),
                (answers.lastAtNanos(drain.published()) - drain.atNanos()) / 1e9);

        List<End> ends = stop(site.worker(0), site.worker(1));
        patiently(() -> site.now("warren:workers").orElse(0) == 2);
        load.end();
        Set<String> all = load.confirmed();
        patiently(() -> answers.contains(all));
        settle(SETTLED); // for what might come twice

        System.out.printf(
            "scaled 2 -> 4 -> 2: published %d, answered %d, lost %d, duplicated %d%n",
            all.size(), answers.count(), answers.lost(all), answers.duplicated());
        System.out.printf(
            "time to drain: %s for the %d frames that lay there%n", untilDrained, lying);
        System.out.printf(
            "time to empty: %s for %d frames, as %d frames/s still came%n",
            untilEmpty, stillLying, CARRIED_BY_TWO);
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
        untilDrained.check();
        untilEmpty.check();
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
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(condition);
  }

  /** The load goes on meanwhile: what is waited for is that figures and rates have come in. */
  private static void settle(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
  }
}
