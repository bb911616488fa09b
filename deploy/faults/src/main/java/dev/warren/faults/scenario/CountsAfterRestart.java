package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.time.Duration;

/** A broker that has just started says 0 of a queue that is not empty. */
final class CountsAfterRestart implements Scenario {
  private static final int BACKLOG = 200;
  private static final double WATCH_SECONDS = 15;

  @Override
  public int id() {
    return 30;
  }

  @Override
  public String name() {
    return "counts read 0 after a restart of the broker";
  }

  @Override
  public String expected() {
    return "the number of workers that is asked for never falls to 0; every frame is delivered again";
  }

  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(1).get(0);
    round.hooks().arm(Hook.HOLD);
    try {
      round.source().burst(BACKLOG);
      round.during(0.5);
      round.fault("kill -9 broker");
      round.mayRepeat(Round.PREFETCH);
      round.site().killBroker();
      watch(round, slot);
    } finally {
      round.hooks().disarm(Hook.HOLD);
    }
    round.awaitAllAnswered(Duration.ofSeconds(60));
  }

  /** As the shipped rule warren:desired_workers has it: what lies there, at least 1. */
  private static void watch(Round round, Slot slot) throws Exception {
    long start = System.nanoTime();
    double zero = 0;
    double least = Double.POSITIVE_INFINITY;
    while (System.nanoTime() - start < WATCH_SECONDS * 1e9) {
      long ready = round.site().ready(Site.FRAMES);
      double held = slot.scrape().map(s -> s.sum("warren_inflight_frames")).orElse(0.0);
      double capacity =
          slot.scrape().map(s -> s.sum("warren_capacity_frames_per_second")).orElse(1.0);
      if (ready >= 0 && ready + held == 0) zero = (System.nanoTime() - start) / 1e9;
      if (ready >= 0) least = Math.min(least, Math.max(1, (ready + held) / (10 * capacity)));
      round.during(0.2);
    }
    round.figure("last_zero_s", zero);
    round.check(least >= 1, "%.2f workers asked for", least);
  }
}
