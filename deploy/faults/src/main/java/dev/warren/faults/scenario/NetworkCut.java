package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.testing.RabbitCluster;
import dev.warren.protocol.testing.RabbitMq;
import java.util.List;

/**
 * The leader's node no longer reaches the other two, while clients reach all three. One of two
 * workers has that node.
 *
 * @param partitionHandling of RabbitMQ: with {@code ignore} the node serves as before, but for its
 *     queues, and the worker has to find that out; with {@code pause_minority} it ends its
 *     connections before RabbitMQ 4.3, which knows no such setting any more
 * @param goesOnAlone whether the node has to be started again to be one with the others
 */
record NetworkCut(String partitionHandling, boolean goesOnAlone) implements Scenario.Injection {
  private static final double MOST_SECONDS_UNNOTICED = 75;

  @Override
  public void run(Round round) throws Exception {
    RabbitCluster cluster = round.site().cluster();
    int leader = cluster.leader(Site.FRAMES);
    RabbitMq node = cluster.nodes().get(leader);
    round.site().partitionHandling(partitionHandling);
    List<Slot> slots = round.workersThereAndElsewhere(leader);
    Slot there = slots.get(0);
    Slot elsewhere = slots.get(1);
    round.fault("cut off");
    round.mayRepeatFrames(2 * 2 * Round.PREFETCH);
    cluster.cutOff(leader);
    try {
      round.figure("others_s", round.awaitConsuming(60, List.of(elsewhere)));
      double takenBefore = taken(there); // with what was on its way at the cut
      round.measured(
          "consuming_s",
          round.await("the node's worker consumes", 120, () -> taken(there) > takenBefore),
          MOST_SECONDS_UNNOTICED);
      round.during(1);
    } finally {
      cluster.reconnect(leader);
    }
    if (goesOnAlone) {
      node.stop();
      node.restart();
    }
    round.measured("healed_s", round.await("the node serves", 60, () -> serves(node)), 30);
    round.awaitConsuming(60, slots);
    round.during(1);
  }

  private static boolean serves(RabbitMq node) {
    try {
      node.connect().abort();
      return true;
    } catch (BrokerException e) {
      return false;
    }
  }

  private static double taken(Slot slot) {
    return slot.scrape().map(scrape -> scrape.sum("warren_deliveries_total")).orElse(0.0);
  }
}
