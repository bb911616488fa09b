package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import java.util.List;

/** The broker goes and comes back with its data. */
record BrokerRestart(boolean isKilled) implements Scenario.Injection {
  @Override
  public void run(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1.5);
    round.fault(isKilled ? "kill -9 broker" : "stop broker");
    round.mayRepeat(slots.size() * Round.PREFETCH);
    if (isKilled) {
      round.site().killBroker();
    } else {
      round.site().broker().stop();
      round.site().broker().restart();
    }
    long answered = round.ledger().answered();
    double seconds =
        round.await(
            "workers consume again",
            30,
            () -> round.ledger().answered() > answered && slots.stream().allMatch(Slot::isReady));
    round.measured("consuming_s", seconds, 15);
    round.during(1);
    // That SIGTERM ends them in time afterwards shows that no thread hangs: Settlement.
    if (isKilled) return;
    for (Slot slot : slots) {
      round.check(!slot.logs().contains("\tat "), "a stack trace in the log of %s", slot.name());
    }
  }
}
