package dev.warren.faults.scenario;

import dev.warren.faults.site.Slot;
import dev.warren.protocol.testing.RabbitMq;
import java.util.List;

/** Each node of a cluster in turn is emptied, stopped and started, as for an upgrade. */
final class RollingRestart implements Scenario.Injection {
  private static final long QUORUM_MILLIS = 60_000;

  @Override
  public void run(Round round) throws Exception {
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
}
