package dev.warren.faults.scenario;

import dev.warren.faults.ledger.Account;
import dev.warren.faults.site.Slot;
import java.util.List;

/** The network resets all connections of a worker, again and again. */
final class Resets implements Scenario.Injection {
  private static final int RESETS = 4;
  private static final double EVERY_SECONDS = 5;

  @Override
  public void run(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1);
    for (int i = 0; i < RESETS; i++) {
      for (Slot slot : slots) {
        round.fault("reset");
        round.mayRepeat(Round.PREFETCH);
        slot.proxy().reset();
      }
      round.during(EVERY_SECONDS);
    }
    Account account = round.ledger().account();
    double share = 100.0 * account.answered() / account.acknowledged();
    round.counted("missing_percent", 100 - share, 30);
  }
}
