package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;

/** A network that swallows everything and says nothing, for one of two workers. */
final class BlackHole implements Scenario.Injection {
  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(2).get(0);
    round.source().rate(Round.RATE / 2);
    round.during(1);
    int lives = slot.lives();
    long start = System.nanoTime();
    round.fault("black hole");
    round.mayRepeat(Round.PREFETCH);
    slot.proxy().toServer().blackHole();
    slot.proxy().toClient().blackHole();
    double detected =
        round.await(
            "the worker sees that its connection is dead",
            40,
            () -> slot.lives() > lives || !slot.isReady());
    round.measured("detected_s", detected, 25);
    // What the worker held is answered by the other one, once the broker has given it up.
    round.await("held frames are answered", 45 - detected, () -> waitingSince(round, start) == 0);
    round.measured("requeued_s", round.ledger().recoverySeconds(start, 1), 35);
    slot.proxy().clear();
    round.fleet().awaitReady(slot);
  }

  private static long waitingSince(Round round, long nanos) {
    return round.ledger().openSentBefore(nanos + 2_000_000_000L);
  }
}
