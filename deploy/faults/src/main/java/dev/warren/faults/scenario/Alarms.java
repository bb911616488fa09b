package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.List;

/** The broker takes nothing from whoever publishes. */
final class Alarms {
  private static final double SECONDS = 10;
  private static final long QUEUE_BYTES = 2_000_000;
  private static final long TTL_MILLIS = 2_000;
  private static final String POLICY = "faults-disk";

  private Alarms() {}

  /** The broker's memory alarm: it reads nothing from whoever publishes. */
  static void memory(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    long exits = round.ownExits();
    round.fault("memory alarm");
    round.site().broker().raiseAlarm();
    try {
      round.during(SECONDS / 2);
      checkAcks(round, slots);
      long answered = round.ledger().answered();
      round.during(SECONDS / 2);
      checkAcks(round, slots);
      long more = round.ledger().answered() - answered;
      round.check(more == 0, "%d results under the alarm: there was none", more);
    } finally {
      round.site().broker().endAlarm();
    }
    long answered = round.ledger().answered();
    double seconds = round.await("results again", 30, () -> round.ledger().answered() > answered);
    round.measured("resumed_s", seconds, 2);
    round.check(round.ownExits() == exits, "%d workers ended", round.ownExits() - exits);
  }

  /** Every ack is behind a confirmed or undeliverable reply. */
  private static void checkAcks(Round round, List<Slot> slots) {
    for (Slot slot : slots) {
      slot.scrape()
          .ifPresent(
              s -> {
                double acks = s.sum("warren_settlements_total", "ack");
                double replies =
                    s.sum("warren_replies_total", "confirmed")
                        + s.sum("warren_replies_total", "returned");
                // The counters are read one after the other.
                round.check(
                    acks <= replies + 1, "%.0f acks after %.0f confirmed replies", acks, replies);
              });
    }
  }

  /**
   * Frames fill the disk, the broker takes no replies, so no frame is acked, so the disk stays
   * full.
   */
  static void disk(Round round) throws Exception {
    round.workers(1, "--shed-when-blocked");
    boundedQueueRefuses(round);
    shed(round);
  }

  private static void boundedQueueRefuses(Round round) throws Exception {
    round.site().policy(POLICY, "{\"max-length-bytes\":%d}".formatted(QUEUE_BYTES));
    round.hooks().arm(Hook.HOLD);
    try {
      round.fault("backlog");
      round.source().rate(8 * Round.RATE);
      round.await("frames are refused", 60, () -> round.ledger().account().refused() > 20);
      round.source().pause();
      long frames = round.site().ready(Site.FRAMES);
      round.counted("backlog_mb", frames * 12_342 / 1e6, 2 * QUEUE_BYTES / 1e6);
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().clearPolicy(POLICY);
    }
    round.awaitAllAnswered();
  }

  /** As many late frames as the worker holds twice over: they go, though no reply does. */
  private static void shed(Round round) throws Exception {
    round.hooks().arm(Hook.HOLD);
    round.source().terms(frame -> frame.ttlMs(TTL_MILLIS), Fate.MAY_BE_SHED);
    round.source().burst(3 * Round.PREFETCH);
    round.fault("disk alarm");
    round.site().raiseDiskAlarm();
    try {
      round.hooks().disarm(Hook.HOLD);
      round.await("the backlog is given up", 60, () -> round.site().ready(Site.FRAMES) == 0);
      round.await("nothing is held", 30, () -> round.metric("warren_inflight_frames") == 0);
      round.check(
          round.metric("warren_broker_blocked") == 1, "the broker did not block the worker");
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().clearDiskAlarm();
    }
    // What was on its way when the alarm came is read now; all others have been counted.
    double shed = round.metric("warren_frames_total", "\"shed\"");
    round.figure("shed", shed);
    round.check(shed > 0, "no frame was given up");
    round.await(
        "frames without a result are as many as were counted",
        30,
        () -> round.ledger().shed() == shed);
  }
}
