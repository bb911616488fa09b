package dev.warren.quickstart;

import org.apache.qpid.server.model.BrokerModel;

/** What Qpid reads at its start: one user, one loopback port, one virtual host in memory. */
final class BrokerConfiguration {
  private BrokerConfiguration() {}

  /**
   * Unknown to Qpid are x-queue-type, x-dead-letter-exchange and the like: let them pass.
   *
   * @param username of letters, digits and dashes, as the password
   */
  static String json(String username, String password) {
    return """
        {"name": "warren-quickstart", "modelVersion": "%s",
         "context": {
           "queue.behaviourOnUnknownDeclareArgument": "IGNORE",
           "exchange.behaviourOnUnknownDeclareArgument": "IGNORE"},
         "authenticationproviders": [
           {"name": "plain", "type": "Plain", "secureOnlyMechanisms": [],
            "users": [{"name": "%s", "type": "managed", "password": "%s"}]}],
         "ports": [
           {"name": "AMQP", "port": 0, "bindingAddress": "127.0.0.1", "protocols": ["AMQP_0_9_1"],
            "authenticationProvider": "plain",
            "virtualhostaliases": [
              {"name": "defaultAlias", "type": "defaultAlias"},
              {"name": "nameAlias", "type": "nameAlias"}]}],
         "virtualhostnodes": [
           {"name": "default", "type": "Memory", "defaultVirtualHostNode": "true",
            "virtualHostInitialConfiguration": "{\\"type\\":\\"Memory\\"}"}]}
        """
        .formatted(BrokerModel.MODEL_VERSION, username, password);
  }
}
