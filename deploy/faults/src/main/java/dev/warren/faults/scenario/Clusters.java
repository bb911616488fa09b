package dev.warren.faults.scenario;

import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.testing.RabbitCluster;
import dev.warren.protocol.testing.RabbitMq;
import java.util.ArrayList;
import java.util.List;

/** Nodes of a cluster that die, restart, hang or are cut off. */
final class Clusters {
  private static final long QUORUM_MILLIS = 60_000;
  private static final double AWAY_SECONDS = 10;
  private static final double HANGS_SECONDS = 20;
  private static final double MOST_SECONDS_UNNOTICED = 75;

  private Clusters() {}

  private static List<Slot> twoWorkersAt(int node, Round round) throws Exception {
    round.site().admitAt(node);
    List<Slot> slots = round.workers(2);
    round.site().admitEverywhere();
    round.source().rate(Round.RATE);
    round.during(1.5);
    return slots;
  }

  /** The node of a cluster dies that leads the frames queue and has all workers. */
  static void leaderKilled(Round round) throws Exception {
    int leader = round.site().cluster().leader(Site.FRAMES);
    RabbitMq node = round.site().cluster().nodes().get(leader);
    List<Slot> slots = twoWorkersAt(leader, round);
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

  /** Each node of a cluster in turn is emptied, stopped and started, as for an upgrade. */
  static void rollingRestart(Round round) throws Exception {
    List<Slot> slots = round.workers(2);
    round.source().rate(Round.RATE);
    round.during(1.5);
    for (RabbitMq node : round.site().cluster().nodes()) {
      round.fault("node restarted");
      round.mayRepeatFrames(2 * slots.size() * Round.PREFETCH);
      node.eval("ok = rabbit_maintenance:drain().");
      node.stop();
      round.measured("consuming_s", round.awaitConsuming(60, slots), 15);
      node.restart();
      // Else the next one could take the majority with it.
      node.eval(
          "true = rabbit_upgrade_preparation:await_online_quorum_plus_one(%d)."
              .formatted(QUORUM_MILLIS));
    }
    round.during(1);
  }

  /** Two of three nodes die: the third can confirm nothing until one of them is back. */
  static void majorityLost(Round round) throws Exception {
    List<RabbitMq> nodes = new ArrayList<>(round.site().cluster().nodes());
    int index = round.site().cluster().leader(Site.FRAMES);
    List<Slot> slots = twoWorkersAt(index, round);
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

  /** The leader's node stands still: no connection to it breaks, and one of two workers has it. */
  static void leaderHangs(Round round) throws Exception {
    int leader = round.site().cluster().leader(Site.FRAMES);
    RabbitMq node = round.site().cluster().nodes().get(leader);
    List<Slot> slots = round.workersThereAndElsewhere(leader);
    round.fault("SIGSTOP leader");
    round.mayRepeatFrames(2 * 2 * Round.PREFETCH);
    node.pause();
    long paused = System.nanoTime();
    try {
      round.figure("others_s", secondsUntilAnswered(round, paused));
      round.during(Math.max(0, HANGS_SECONDS - secondsSince(paused)));
    } finally {
      node.resume();
    }
    round.measured("consuming_s", round.awaitConsuming(60, slots), 15);
    round.during(1);
  }

  /** At most as long as it hangs: RabbitMQ (3.10 and 4.3) sometimes waits for the node to go on. */
  private static double secondsUntilAnswered(Round round, long paused) throws InterruptedException {
    while (round.ledger().answeredSentAfter(paused + 1_000_000_000) == 0
        && secondsSince(paused) < HANGS_SECONDS) {
      round.during(0.1);
    }
    return secondsSince(paused);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /**
   * The leader's node no longer reaches the other two, while clients reach all three. One of two
   * workers has that node.
   *
   * @param partitionHandling of RabbitMQ: with {@code ignore} the node serves as before, but for
   *     its queues, and the worker has to find that out; with {@code pause_minority} it ends its
   *     connections before RabbitMQ 4.3, which knows no such setting any more
   * @param goesOnAlone whether only a start makes the node one with the others again
   */
  static void cutOff(Round round, String partitionHandling, boolean goesOnAlone) throws Exception {
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
