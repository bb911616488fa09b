package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.site.Site;
import dev.warren.faults.worker.Hooks.Hook;

/**
 * Frames fill the disk, the broker takes no replies, so no frame is acked, so the disk stays full.
 */
final class DiskAlarm implements Scenario.Injection {
  private static final long QUEUE_BYTES = 2_000_000;
  private static final long TTL_MILLIS = 2_000;
  private static final String POLICY = "faults-disk";

  @Override
  public void run(Round round) throws Exception {
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
