package dev.warren.worker.cli;

import com.rabbitmq.client.Connection;
import dev.warren.cli.ExitCode;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpLink;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the broker lets us in and has what a worker needs. Creates nothing. */
final class BrokerCheck {
  private BrokerCheck() {}

  /**
   * Looks at every node; at what is on them once, for all have the same.
   *
   * @param model model name, or null to leave the queues out
   */
  static List<Check> run(AmqpConfig config, Topology topology, String model) {
    List<Check> checks = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    Check topologyCheck = null;
    for (AmqpConfig node : config.each()) {
      try (AmqpLink link = AmqpLink.open(node, "warren doctor")) {
        checks.add(found(link));
        if (topologyCheck == null) topologyCheck = topology(link.connection(), topology, model);
      } catch (BrokerException e) {
        failed.add(e.getMessage());
      }
    }
    boolean isAway = checks.isEmpty();
    for (String reason : failed) {
      checks.add(
          isAway
              ? Check.fail(ExitCode.BROKER, "broker", reason, null)
              : Check.warn("broker", reason, null));
    }
    if (topologyCheck != null) checks.add(topologyCheck);
    return checks;
  }

  private static Check found(AmqpLink link) {
    Map<String, Object> broker = link.connection().getServerProperties();
    return Check.ok(
        "broker",
        "%s %s at %s, user %s"
            .formatted(
                broker.get("product"),
                broker.get("version"),
                link.address(),
                link.config().user()));
  }

  private static Check topology(Connection connection, Topology topology, String model) {
    if (model == null) {
      return Check.warn("topology", "not looked at", "give --model or --model-name");
    }
    try {
      List<String> hidden = topology.check(connection, model);
      String complete = "complete for model " + model;
      if (hidden.isEmpty()) return Check.ok("topology", complete);
      if (!hidden.contains("exchange " + topology.detectionsExchange())) {
        String part = ", as far as this user may see: not " + String.join(", ", hidden);
        return Check.ok("topology", complete + part);
      }
      // Whatever a worker's role is, it writes there.
      return Check.warn(
          "topology",
          "the broker does not show this user " + String.join(", ", hidden),
          "check --prefix, and the user's permissions by deploy/rabbitmq/README.md");
    } catch (MissingTopologyException e) {
      return Check.fail(ExitCode.BROKER, "topology", e.getMessage(), null);
    } catch (BrokerException e) {
      return Check.fail(ExitCode.BROKER, "broker", e.getMessage(), null);
    } catch (IOException e) {
      return Check.fail(
          ExitCode.BROKER, "broker", "connection lost: " + e, "look at the broker's log");
    }
  }
}
