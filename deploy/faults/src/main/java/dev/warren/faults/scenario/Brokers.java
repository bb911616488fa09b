package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** A broker that goes and comes back, or ends a session by itself. */
final class Brokers {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final String SET_TIMEOUT = "application:set_env(rabbit, consumer_timeout, %d).";
  private static final int USUAL_MILLIS = 1_800_000;

  /**
   * Channels look every minute; so they look now. From RabbitMQ 4.3 on queues do it, by themselves.
   */
  private static final String LOOK = "[P ! tick || P <- rabbit_channel:list()], ok.";

  private static final int BACKLOG = 200;
  private static final double BEFORE_SECONDS = 6;
  private static final double AFTER_SECONDS = 15;

  private Brokers() {}

  /** The broker goes and comes back with its data. */
  static void restart(Round round, boolean isKilled) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1.5);
    round.fault(isKilled ? "kill -9 broker" : "stop broker");
    round.mayRepeat(slots.size() * Round.PREFETCH);
    if (isKilled) {
      round.site().killBroker();
    } else {
      round.site().broker().stop();
      round.site().broker().restart();
    }
    long answered = round.ledger().answered();
    double seconds =
        round.await(
            "workers consume again",
            30,
            () -> round.ledger().answered() > answered && slots.stream().allMatch(Slot::isReady));
    round.measured("consuming_s", seconds, 15);
    round.during(1);
    // That SIGTERM ends them in time afterwards shows that no thread hangs: Settlement.
    if (isKilled) return;
    for (Slot slot : slots) {
      round.check(!slot.logs().contains("\tat "), "a stack trace in the log of %s", slot.name());
    }
  }

  /** The broker closes the channel of a worker that holds frames for too long. */
  static void consumerTimeout(Round round) throws Exception {
    round.site().broker().eval(SET_TIMEOUT.formatted(TIMEOUT_MILLIS));
    try {
      Slot slot = round.workers(1).get(0);
      round.hooks().arm(Hook.HOLD);
      round.source().burst(Round.PREFETCH);
      round.await("frames are held", 20, () -> round.hooks().runs() > 0);
      long connections = slot.proxy().accepted();
      round.during(2 * TIMEOUT_MILLIS / 1000.0);
      round.fault("consumer timeout");
      round.mayRepeat(Round.PREFETCH);
      round.site().broker().eval(LOOK);
      round.await(
          "the broker ends the session",
          30,
          () -> slot.proxy().accepted() > connections || slot.lives() > 1);
      round.site().broker().eval(SET_TIMEOUT.formatted(USUAL_MILLIS));
      round.hooks().disarm(Hook.HOLD);
      round.measured(
          "rebuilt_s",
          round.await("the held frames are answered", 60, () -> round.ledger().open() == 0),
          2);
      round.fleet().awaitReady(slot);
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().broker().eval(SET_TIMEOUT.formatted(USUAL_MILLIS));
    }
  }

  /** A broker that has just started says 0 of a queue that is not empty. */
  static void countsAfterRestart(Round round) throws Exception {
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
