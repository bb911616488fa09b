package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.site.Site;
import dev.warren.faults.worker.Hooks.Hook;

/** A queue of frames that takes no more, and says so. */
final class FramesQueueFull implements Scenario.Injection {
  private static final int ROOM = 100;
  private static final int OUTSTANDING = 128;
  private static final String POLICY = "faults-full";

  @Override
  public void run(Round round) throws Exception {
    round.workers(1);
    round.site().policy(POLICY, "{\"max-length\":%d}".formatted(ROOM));
    try {
      round.hooks().arm(Hook.HOLD);
      round.fault("queue of frames full");
      round.source().rate(8 * Round.RATE);
      round.await("frames are refused", 30, () -> round.ledger().account().refused() > 20);
      round.source().pause();
      round.counted("overshoot", Math.max(0, round.site().ready(Site.FRAMES) - ROOM), OUTSTANDING);
      round.hooks().disarm(Hook.HOLD);
      round.await("there is room again", 20, () -> round.site().ready(Site.FRAMES) == 0);
      long refused = round.ledger().account().refused();
      round.source().burst(20);
      Account account = round.ledger().account();
      round.check(account.refused() == refused, "frames are refused though there is room");
      round.figure("refused", refused);
      round.check(round.ownExits() == 0, "%d exits of the worker", round.ownExits());
    } finally {
      round.hooks().disarm(Hook.HOLD);
      round.site().clearPolicy(POLICY);
    }
  }
}
