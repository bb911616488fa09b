package dev.warren.quickstart;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.BrokerProblems;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names on somebody's broker that nobody else uses, and that are taken back at the end. */
final class OwnTopology {
  private static final Logger log = LoggerFactory.getLogger(OwnTopology.class);
  private static final int CLOSE_MILLIS = 1_000;

  private OwnTopology() {}

  /** {@code warren-quickstart-1f3a9c}: a prefix that no other run has. */
  static Topology under(Topology given) {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    return new Topology(given.prefix() + "-quickstart-" + HexFormat.of().formatHex(random));
  }

  /** Deletes everything that {@link Topology#declare} creates; what is left behind is logged. */
  static void delete(AmqpConfig amqp, Topology topology, String model) {
    try {
      Connection connection = AmqpConnections.open(amqp, "warren-quickstart-cleanup");
      try {
        topology.delete(connection.createChannel(), model);
      } finally {
        connection.abort(CLOSE_MILLIS);
      }
    } catch (BrokerException e) {
      leftBehind(topology, e.getMessage());
    } catch (IOException e) {
      if (!(e.getCause() instanceof ShutdownSignalException signal)) {
        leftBehind(topology, e.toString());
      } else if (!BrokerProblems.isDenied(signal)) {
        // Who may not delete a thing could not create it either: both take the right to configure.
        leftBehind(topology, BrokerProblems.losing(signal));
      }
    }
  }

  private static void leftBehind(Topology topology, String reason) {
    log.warn("queues and exchanges {}.* are left behind: {}", topology.prefix(), reason);
  }
}
