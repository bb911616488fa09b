package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;

/** The broker closes the channel of a worker that holds frames for too long. */
final class ConsumerTimeout implements Scenario {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final String SET = "application:set_env(rabbit, consumer_timeout, %d).";
  private static final int USUAL_MILLIS = 1_800_000;

  /** The broker looks every minute; so it looks now. */
  private static final String LOOK = "[P ! tick || P <- rabbit_channel:list()], ok.";

  @Override
  public int id() {
    return 23;
  }

  @Override
  public String name() {
    return "consumer timeout: channel closed by the broker";
  }

  @Override
  public String expected() {
    return "session rebuilt <= 2 s; duplicated <= prefetch";
  }

  @Override
  public void run(Round round) throws Exception {
    Slot slot;
    round.site().broker().eval(SET.formatted(TIMEOUT_MILLIS));
    try {
      slot = round.workers(1).get(0);
    } finally {
      // A channel keeps what held when it was opened: the next one is as usual.
      round.site().broker().eval(SET.formatted(USUAL_MILLIS));
    }
    round.hooks().arm(Hook.HOLD);
    try {
      round.source().burst(Round.PREFETCH);
      round.await("frames are held", 20, () -> round.hooks().runs() > 0);
      round.during(2 * TIMEOUT_MILLIS / 1000.0);
      long connections = slot.proxy().accepted();
      round.fault("consumer timeout");
      round.mayRepeat(Round.PREFETCH);
      round.site().broker().eval(LOOK);
      round.hooks().disarm(Hook.HOLD);
      round.measured(
          "rebuilt_s",
          round.await("the held frames are answered", 60, () -> round.ledger().open() == 0),
          2);
      round.check(
          slot.proxy().accepted() > connections || slot.lives() > 1,
          "the broker did not close the channel");
    } finally {
      round.hooks().disarm(Hook.HOLD);
    }
    round.fleet().awaitReady(slot);
  }
}
