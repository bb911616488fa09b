package dev.warren.worker;

import com.rabbitmq.client.Channel;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.protocol.Topology;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionPart;
import java.io.IOException;

/**
 * What has to be on the broker before anything else begins on a session: it may have gone since the
 * last one.
 *
 * @param declare create what is missing
 */
record SessionTopology(Topology topology, String model, boolean declare) implements SessionPart {
  @Override
  public void begin(Broker session) throws IOException {
    if (declare) {
      Channel channel = session.connection().createChannel();
      topology.declare(channel, model);
      channel.abort();
    }
    try {
      topology.check(session.connection(), model);
    } catch (MissingTopologyException e) {
      throw e.withRemedy(
          "start this worker with --declare, or create it as deploy/rabbitmq/README.md says");
    }
  }
}
