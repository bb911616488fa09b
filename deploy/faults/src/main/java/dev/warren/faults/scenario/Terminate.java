package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import java.util.List;
import java.util.OptionalLong;

/** SIGTERM under load, one worker after the other, as at a rolling update. */
final class Terminate implements Scenario.Injection {
  private static final int TERMS = 4;
  private static final int DRAIN_SECONDS = 20;

  @Override
  public void run(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    for (int i = 0; i < TERMS; i++) {
      Slot slot = slots.get(i % slots.size());
      round.fault("SIGTERM");
      long start = System.nanoTime();
      OptionalLong code = slot.terminate(DRAIN_SECONDS + 10);
      round.measured("drained_s", (System.nanoTime() - start) / 1e9, DRAIN_SECONDS);
      round.check(
          code.isPresent() && code.getAsLong() == 0,
          "exit code %s after SIGTERM",
          code.isPresent() ? code.getAsLong() : "of a kill");
      round.fleet().awaitReady(slot);
      round.during(0.5);
    }
    for (Slot slot : slots) {
      boolean gaveBack = slot.logs().matches("(?s).*[1-9]\\d* frames given back.*");
      round.check(!gaveBack, "%s gave frames back", slot.name());
    }
  }
}
