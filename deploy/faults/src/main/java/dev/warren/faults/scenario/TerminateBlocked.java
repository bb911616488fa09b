package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.faults.worker.Hooks.Hook;
import java.util.OptionalLong;

/** SIGTERM while the broker takes no replies. */
final class TerminateBlocked implements Scenario.Injection {
  private static final int DRAIN_SECONDS = 3;
  private static final int HARD_STOP_SECONDS = 25;

  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(1, "--drain-timeout", DRAIN_SECONDS + "s").get(0);
    round.hooks().arm(Hook.HOLD);
    round.source().rate(Round.RATE);
    try {
      round.await("frames are held", 20, () -> round.hooks().runs() > 0);
      round.fault("memory alarm");
      round.site().broker().raiseAlarm();
      round.hooks().disarm(Hook.HOLD);
      round.during(1);
      round.check(round.metric("warren_inflight_frames") > 0, "no reply is held");
      round.fault("SIGTERM");
      round.mayRepeat(Round.PREFETCH);
      long start = System.nanoTime();
      OptionalLong code = slot.terminate(HARD_STOP_SECONDS + 20);
      round.measured("ended_s", (System.nanoTime() - start) / 1e9, HARD_STOP_SECONDS);
      round.check(code.isPresent(), "it did not end");
      round.check(
          code.isPresent() && code.getAsLong() != 0 && code.getAsLong() < 128,
          "exit code %s although frames were left",
          code.isPresent() ? code.getAsLong() : "of a kill");
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().broker().endAlarm();
    }
    round.fleet().awaitReady(slot);
  }
}
