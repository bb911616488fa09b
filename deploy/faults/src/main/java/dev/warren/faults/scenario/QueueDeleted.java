package dev.warren.faults.scenario;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.faults.site.Site;
import dev.warren.faults.site.Slot;

/** Somebody deletes the queue of frames, and creates it again. */
final class QueueDeleted implements Scenario.Injection {
  @Override
  public void run(Round round) throws Exception {
    Slot slot = round.workers(1).get(0);
    round.serve(50);
    round.during(0.5); // what is deleted must be nobody's frame
    round.fault("queue deleted");
    try (Connection connection = round.site().broker().connect()) {
      Channel channel = connection.createChannel();
      channel.queueDelete(Site.FRAMES);
      round.measured(
          "not_ready_s", round.await("the worker is not ready", 20, () -> !slot.isReady()), 10);
      round.during(2);
      Site.TOPOLOGY.declare(channel, Site.MODEL);
    }
    long answered = round.ledger().answered();
    round.source().burst(20);
    double seconds =
        round.await("it consumes again", 60, () -> round.ledger().answered() > answered);
    round.measured("consuming_s", seconds, 10);
    round.fleet().awaitReady(slot);
  }
}
