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
 */
final class NetworkCut implements Scenario {
  private static final double MOST_SECONDS_UNNOTICED = 75;

  private final int id;
  private final String partitionHandling;
  private final boolean goesOnAlone;

  private NetworkCut(int id, String partitionHandling, boolean goesOnAlone) {
    this.id = id;
    this.partitionHandling = partitionHandling;
    this.goesOnAlone = goesOnAlone;
  }

  /** The node serves as before, but for its queues: the worker has to find that out. */
  static NetworkCut ignored() {
    return new NetworkCut(35, "ignore", true);
  }

  /** The node ends its connections before RabbitMQ 4.3, which knows no such setting any more. */
  static NetworkCut pausing() {
    return new NetworkCut(36, "pause_minority", false);
  }

  @Override
  public About about() {
    return new About(
        id,
        "cluster: the leader's node cut off from the others, " + partitionHandling,
        "lost 0; its worker consumes at another node <= %.0f s, the other one goes on; repeated frames <= 2 prefetch per worker"
            .formatted(MOST_SECONDS_UNNOTICED));
  }

  @Override
  public boolean needsCluster() {
    return true;
  }

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
      // Only a start makes it one with the others again.
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
    return slot.scrape().map(scrape -> scrape.sum("warren_deliveries_total", "")).orElse(0.0);
  }
}
