package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.List;

/** What {@code kill -9} of a worker loses. */
final class Kills {
  private static final int KILLS = 3;
  private static final int FRAMES = 4;

  private Kills() {}

  /** {@code kill -9} of one of two workers, again and again. */
  static void inMidBatch(Round round) throws Exception {
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

  /**
   * {@code kill -9} at each point of a frame's way through a worker that has nothing else to do.
   */
  static void atEachPoint(Round round) throws Exception {
    Slot slot = round.workers(1, "--lanes", "1").get(0);
    afterDecode(round, slot);
    afterRun(round, slot);
    afterPublish(round, slot);
    afterConfirm(round, slot);
    afterAck(round, slot);
  }

  private static void afterDecode(Round round, Slot slot) throws Exception {
    haltedBy(round, slot, Hook.HALT_BEFORE_RUN, "decode");
  }

  private static void afterRun(Round round, Slot slot) throws Exception {
    haltedBy(round, slot, Hook.HALT_AFTER_RUN, "run");
  }

  private static void haltedBy(Round round, Slot slot, Hook hook, String point) throws Exception {
    long before = round.ledger().account().duplicated();
    round.hooks().arm(hook);
    round.fault("kill -9 after " + point);
    int lives = slot.lives();
    round.source().burst(FRAMES);
    round.await("the worker is halted after " + point, 20, () -> slot.lives() > lives);
    settle(round, slot, before, 0, point);
  }

  /** The broker has the results, the worker does not know: confirms are held back. */
  private static void afterPublish(Round round, Slot slot) throws Exception {
    long before = round.ledger().account().duplicated();
    slot.proxy().toClient().blackHole(" publish");
    long answered = round.ledger().answered();
    round.source().burst(FRAMES);
    round.await("results are out", 20, () -> round.ledger().answered() == answered + FRAMES);
    killAfter(round, slot, "publish");
    round.mayRepeat(FRAMES);
    settle(round, slot, before, FRAMES, "publish");
    long repeated = round.ledger().account().duplicated() - before;
    round.check(repeated == FRAMES, "%d frames acked before a confirm", FRAMES - repeated);
  }

  /** The worker has sent its acks, and the broker never gets them. */
  private static void afterConfirm(Round round, Slot slot) throws Exception {
    long before = round.ledger().account().duplicated();
    double confirmed = round.metric("warren_replies_total", "confirmed");
    slot.proxy().toServer().blackHole(" consume");
    round.source().burst(FRAMES);
    round.await(
        "results are confirmed",
        20,
        () -> round.metric("warren_replies_total", "confirmed") >= confirmed + FRAMES);
    killAfter(round, slot, "confirm");
    round.mayRepeat(FRAMES);
    settle(round, slot, before, FRAMES, "confirm");
  }

  private static void afterAck(Round round, Slot slot) throws Exception {
    long before = round.ledger().account().duplicated();
    double acked = round.metric("warren_settlements_total", "ack");
    round.source().burst(FRAMES);
    round.await(
        "frames are acked",
        20,
        () -> round.metric("warren_settlements_total", "ack") >= acked + FRAMES);
    round.during(0.5); // the broker applies them
    killAfter(round, slot, "ack");
    settle(round, slot, before, 0, "ack");
  }

  private static void killAfter(Round round, Slot slot, String point) {
    round.fault("kill -9 after " + point);
    slot.kill();
    slot.proxy().reset(); // what was held back is lost with the process
    slot.proxy().clear();
  }

  private static void settle(Round round, Slot slot, long before, int most, String point)
      throws Exception {
    round.fleet().awaitReady(slot);
    round.awaitAllAnswered();
    double inFlight =
        round.await(
            "nothing is held after " + point,
            20,
            () -> slot.scrape().filter(s -> s.held() == 0).isPresent());
    round.during(Math.max(0.3, Math.min(inFlight, 0.5)));
    long repeated = round.ledger().account().duplicated() - before;
    round.counted("repeated_after_" + point, repeated, most);
    round.check(repeated <= most, "after %s %d repeated, %d allowed", point, repeated, most);
  }
}
