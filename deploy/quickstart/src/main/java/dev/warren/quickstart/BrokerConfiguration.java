package dev.warren.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.apache.qpid.server.model.BrokerModel;

/** What Qpid reads at its start: one user, one loopback port, one virtual host in memory. */
final class BrokerConfiguration {
  /** Unknown to Qpid are x-queue-type, x-dead-letter-exchange and the like: let them pass. */
  private static final Map<String, String> CONTEXT =
      Map.of(
          "queue.behaviourOnUnknownDeclareArgument", "IGNORE",
          "exchange.behaviourOnUnknownDeclareArgument", "IGNORE");

  private BrokerConfiguration() {}

  static String json(String username, String password) {
    Map<String, Object> user = Map.of("name", username, "type", "managed", "password", password);
    Map<String, Object> authentication =
        Map.of(
            "name",
            "plain",
            "type",
            "Plain",
            "secureOnlyMechanisms",
            List.of(),
            "users",
            List.of(user));
    Map<String, Object> port =
        Map.of(
            "name",
            "AMQP",
            "port",
            0,
            "bindingAddress",
            "127.0.0.1",
            "protocols",
            List.of("AMQP_0_9_1"),
            "authenticationProvider",
            "plain",
            "virtualhostaliases",
            List.of(
                Map.of("name", "defaultAlias", "type", "defaultAlias"),
                Map.of("name", "nameAlias", "type", "nameAlias")));
    Map<String, Object> node =
        Map.of(
            "name", "default",
            "type", "Memory",
            "defaultVirtualHostNode", "true",
            "virtualHostInitialConfiguration", "{\"type\":\"Memory\"}");
    Map<String, Object> broker =
        Map.of(
            "name",
            "warren-quickstart",
            "modelVersion",
            BrokerModel.MODEL_VERSION,
            "context",
            CONTEXT,
            "authenticationproviders",
            List.of(authentication),
            "ports",
            List.of(port),
            "virtualhostnodes",
            List.of(node));
    try {
      return new ObjectMapper().writeValueAsString(broker);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("broker configuration", e);
    }
  }
}
