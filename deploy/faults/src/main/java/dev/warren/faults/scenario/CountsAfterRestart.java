package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.nio.file.Files;
import java.util.Optional;

/** A broker that has just started says 0 of a queue that is not empty. */
final class CountsAfterRestart implements Scenario.Injection {
  private static final int BACKLOG = 200;
  private static final double BEFORE_SECONDS = 6;
  private static final double AFTER_SECONDS = 15;

  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(1).get(0);
    AskedForWorkers asked = new AskedForWorkers(round.site());
    round.hooks().arm(Hook.HOLD);
    try {
      round.source().burst(BACKLOG);
      watch(round, slot, asked, BEFORE_SECONDS);
      round.fault("kill -9 broker");
      round.mayRepeat(Round.PREFETCH);
      round.site().killBroker();
      round.figure("last_zero_s", watch(round, slot, asked, AFTER_SECONDS));
    } finally {
      round.hooks().disarm(Hook.HOLD);
    }
    Optional<String> objection =
        asked.objection(Files.createTempDirectory(round.site().folder(), "rules-"));
    if (objection.isEmpty()) {
      round.note("how many workers are asked for was not evaluated: there is no promtool here");
    } else {
      round.check(objection.get().isEmpty(), "fewer than 1 worker asked for: %s", objection.get());
    }
    round.awaitAllAnswered();
  }

  /** Once a second; returns when the broker said last that nothing is there, 0 if never. */
  private static double watch(Round round, Slot slot, AskedForWorkers asked, double seconds)
      throws Exception {
    long start = System.nanoTime();
    double zero = 0;
    for (double passed = 0; passed < seconds; passed = (System.nanoTime() - start) / 1e9) {
      asked.read(slot);
      if (round.site().queueMetrics().map(AskedForWorkers::isZero).orElse(false)) zero = passed;
      round.during(1);
    }
    return zero;
  }
}
