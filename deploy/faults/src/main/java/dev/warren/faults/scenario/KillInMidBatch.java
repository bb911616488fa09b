package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.List;

/** {@code kill -9} of one of two workers, again and again. */
final class KillInMidBatch implements Scenario.Injection {
  private static final int KILLS = 3;

  @Override
  public void run(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    giveBackHeldFrames(round, slots.get(0));
    round.source().rate(Round.RATE);
    round.during(1);
    for (int i = 0; i < KILLS; i++) {
      Slot slot = slots.get(i % slots.size());
      long killed = System.nanoTime();
      kill(round, slot);
      round.fleet().awaitReady(slot);
      round.during(0.5);
      round.measured("recovered_p99_s", round.ledger().recoverySeconds(killed, 0.99), 5);
    }
  }

  /** Both workers are full, so that what the killed one held must wait where it can be counted. */
  private static void giveBackHeldFrames(Round round, Slot slot) throws Exception {
    round.hooks().arm(Hook.HOLD);
    try (Site.Counter counter = round.site().counter(Site.FRAMES)) {
      round.source().burst(2 * Round.PREFETCH);
      round.await("both workers are full", 10, () -> counter.ready() == 0);
      kill(round, slot);
      double seconds =
          round.awaitClosely("held frames are back", 10, () -> counter.ready() == Round.PREFETCH);
      round.measured("requeued_ms", seconds * 1000, 50);
    } finally {
      round.hooks().disarm(Hook.HOLD);
    }
    round.fleet().awaitReady(slot);
  }

  private static void kill(Round round, Slot slot) {
    round.fault("kill -9 worker");
    round.mayRepeat(Round.PREFETCH);
    slot.kill();
  }
}
