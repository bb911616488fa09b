package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.RabbitMq;
import java.util.List;

/** The node of a cluster dies that leads the frames queue and has all workers. */
final class LeaderKilled implements Scenario.Injection {
  @Override
  public void run(Round round) throws Exception {
    int leader = round.site().cluster().leader(Site.FRAMES);
    RabbitMq node = round.site().cluster().nodes().get(leader);
    round.site().admitAt(leader);
    List<Slot> slots = round.workers(2);
    round.site().admitEverywhere();
    round.source().rate(Round.RATE);
    round.during(1.5);
    round.fault("kill -9 leader");
    round.mayRepeatFrames(2 * slots.size() * Round.PREFETCH);
    node.kill();
    try {
      round.measured("consuming_s", round.awaitConsuming(60, slots), 15);
      round.during(1);
    } finally {
      node.restart();
    }
  }
}
