package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Picture;
import java.time.Duration;
import java.util.List;

/** A frame that kills the process of every worker that runs it, among innocents. */
final class KillerFrame implements Scenario.Injection {
  private static final int WORKER_CRASHES = 3;
  private static final int LANE_CRASHES = 3;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Override
  public void run(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    List<Slot> lane = round.workers(1, "--role", "quarantine", "--prefetch", "1");
    round.source().rate(Round.RATE / 4);
    round.during(1);
    round.source().pause();
    round.fault("killer frame");
    round.mayRepeat((WORKER_CRASHES + LANE_CRASHES) * Round.PREFETCH);
    round.source().one("killer", Picture.killer(7), 7, Fate.POISON);
    round.source().rate(Round.RATE / 4);
    round.during(3);
    round.source().pause();
    round.await(
        "the killer is a dead letter and all others are answered",
        LIMIT.toSeconds(),
        () ->
            round.ledger().open() <= 1 && round.site().ready(Site.TOPOLOGY.deadLetterQueue()) >= 1);
    Settlement.readDeadLetters(round);
    round.counted("worker_crashes", crashes(slots), WORKER_CRASHES);
    round.counted("lane_crashes", crashes(lane), LANE_CRASHES);
    round.expectDeadLetters(1);
  }

  private static long crashes(List<Slot> slots) {
    return slots.stream()
        .flatMap(slot -> slot.exits().stream())
        .filter(exit -> !exit.byHarness() && exit.code() == 137)
        .count();
  }
}
