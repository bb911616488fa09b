package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import dev.warren.faults.worker.Picture;
import java.time.Duration;
import java.util.List;

/** Frames that do harm to whoever runs them. */
final class Poison {
  private static final int WORKER_CRASHES = 3;
  private static final int LANE_CRASHES = 3;
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int BATCH = 32;
  private static final int EXTRA_RUNS = 2 * 5 + 1;

  private Poison() {}

  /** A frame that kills the process of every worker that runs it, among innocents. */
  static void killer(Round round) throws Exception {
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

  /** One frame in a batch of 32 on which every run of the engine fails. */
  static void failing(Round round) throws Exception {
    // In order of arrival, so that 32 frames are a batch: the fair order takes 29 and then 3, for a
    // larger batch does not pay with this engine.
    round.workers(
        1, "--lanes", "1", "--max-batch", "32", "--prefetch", "64", "--scheduling", "fifo");
    // One frame holds the lane while a full batch comes together behind it.
    round.hooks().arm(Hook.HOLD);
    round.source().one("first", Picture.of(1), 1, Fate.DETECTED);
    round.await("the lane is held", 20, () -> round.hooks().runs() == 1);
    round.source().burst(BATCH / 2);
    round.fault("failing frame");
    round.source().one("failing", Picture.failing(9), 9, Fate.FAILED);
    round.source().burst(BATCH / 2 - 1);
    round.await(
        "all are decoded",
        20,
        () -> round.metric("warren_stage_seconds_count", "\"decode\"") == BATCH + 1);
    round.during(0.5); // from the decoder to the lane
    round.hooks().disarm(Hook.HOLD);
    round.awaitAllAnswered();
    Account account = round.ledger().account();
    round.check(account.detected() == BATCH, "%d detected of 32", account.detected());
    round.check(account.failed() == 1, "%d failed", account.failed());
    // The first frame's run, and one that would have sufficed for the batch.
    List<Integer> sizes = round.hooks().runSizes();
    round.check(sizes.get(1) == BATCH, "runs of %s instead of 1, 32 and then parts of it", sizes);
    round.counted("extra_runs", sizes.size() - 2, EXTRA_RUNS);
    double largest = round.metric("warren_batch_size_sum");
    round.figure("frames_run", largest);
  }
}
