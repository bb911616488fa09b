package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import java.util.List;

/** The broker's memory alarm: it reads nothing from whoever publishes. */
final class MemoryAlarm implements Scenario.Injection {
  private static final double SECONDS = 10;

  @Override
  public void run(Round round) throws Exception {
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
}
