package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.RabbitMq;
import java.util.ArrayList;
import java.util.List;

/** Two of three nodes die: the third can confirm nothing until one of them is back. */
final class MajorityLost implements Scenario.Injection {
  private static final double AWAY_SECONDS = 10;

  @Override
  public void run(Round round) throws Exception {
    List<RabbitMq> nodes = new ArrayList<>(round.site().cluster().nodes());
    int index = round.site().cluster().leader(Site.FRAMES);
    round.site().admitAt(index);
    List<Slot> slots = round.workers(2);
    round.site().admitEverywhere();
    round.source().rate(Round.RATE);
    round.during(1.5);
    RabbitMq leader = nodes.remove(index);
    RabbitMq other = nodes.remove(0);
    round.fault("kill -9 two nodes");
    round.mayRepeatFrames(2 * slots.size() * Round.PREFETCH);
    other.kill();
    leader.kill();
    round.during(1); // what was confirmed before is still read
    long confirmed = round.ledger().acknowledged();
    round.during(AWAY_SECONDS);
    for (Slot slot : slots) {
      round.check(slot.readiness().startsWith("broker: "), "%s is ready", slot.name());
      round.check(slot.scrape().isPresent(), "%s shows no metrics", slot.name());
      round.note(slot.readiness());
    }
    long then = round.ledger().acknowledged();
    round.check(then == confirmed, "%d frames confirmed by a minority", then - confirmed);
    leader.restart();
    round.measured("consuming_s", round.awaitConsuming(120, slots), 30);
    other.restart();
    round.during(1);
  }
}
