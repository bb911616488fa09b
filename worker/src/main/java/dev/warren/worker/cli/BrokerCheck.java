package dev.warren.worker.cli;

import com.rabbitmq.client.Connection;
import dev.warren.cli.ExitCode;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether the broker lets us in and has what a worker needs. Creates nothing. */
final class BrokerCheck {
  private BrokerCheck() {}

  /**
   * @param model model name, or null to leave the queues out
   */
  static List<Check> run(AmqpConfig config, Topology topology, String model) {
    List<Check> checks = new ArrayList<>();
    try (Connection connection = AmqpConnections.open(config, "warren doctor")) {
      Object version = connection.getServerProperties().get("version");
      Object product = connection.getServerProperties().get("product");
      checks.add(
          Check.ok(
              "broker",
              "%s %s at %s:%d, user %s"
                  .formatted(product, version, config.host(), config.port(), config.user())));
      if (model == null) {
        checks.add(Check.warn("topology", "not looked at", "give --model or --model-name"));
      } else {
        topology.check(connection, model);
        checks.add(Check.ok("topology", "complete for model " + model));
      }
    } catch (MissingTopologyException e) {
      checks.add(Check.fail(ExitCode.BROKER, "topology", e.getMessage(), null));
    } catch (BrokerException e) {
      checks.add(Check.fail(ExitCode.BROKER, "broker", e.getMessage(), null));
    } catch (IOException e) {
      checks.add(
          Check.fail(
              ExitCode.BROKER, "broker", "connection lost: " + e, "look at the broker's log"));
    }
    return checks;
  }
}
