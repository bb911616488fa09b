package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;

/** The broker closes the channel of a worker that holds frames for too long. */
final class ConsumerTimeout implements Scenario.Injection {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final String SET = "application:set_env(rabbit, consumer_timeout, %d).";
  private static final int USUAL_MILLIS = 1_800_000;

  /**
   * Channels look every minute; so they look now. From RabbitMQ 4.3 on queues do it, by themselves.
   */
  private static final String LOOK = "[P ! tick || P <- rabbit_channel:list()], ok.";

  @Override
  public void run(Round round) throws Exception {
    round.site().broker().eval(SET.formatted(TIMEOUT_MILLIS));
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
      round.site().broker().eval(SET.formatted(USUAL_MILLIS));
      round.hooks().disarm(Hook.HOLD);
      round.measured(
          "rebuilt_s",
          round.await("the held frames are answered", 60, () -> round.ledger().open() == 0),
          2);
      round.fleet().awaitReady(slot);
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().broker().eval(SET.formatted(USUAL_MILLIS));
    }
  }
}
