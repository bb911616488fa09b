package dev.warren.worker.cli;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.broker.SessionConfig;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The broker, and how a session with it begins and is kept. */
final class SessionOptions {
  @Mixin private AmqpOptions amqp;

  @Option(names = "--declare", description = "Create what is missing on the broker.")
  private boolean declare;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "A broker that is silent for about twice as long counts as lost; default"
              + " ${DEFAULT-VALUE}.")
  private Duration heartbeat;

  @Option(
      names = "--startup-timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      description =
          "How long a start waits for a broker that does not answer, before it ends with code 4;"
              + " default ${DEFAULT-VALUE}, 0s: not at all.")
  private Duration startupTimeout;

  /**
   * @throws CommandException when the address or the credentials are missing or malformed
   */
  AmqpConfig amqpConfig() {
    return amqp.config().withHeartbeat(heartbeat);
  }

  Topology topology() {
    return amqp.topology();
  }

  boolean declare() {
    return declare;
  }

  SessionConfig sessionConfig() {
    return SessionConfig.DEFAULT.withStartupTimeout(startupTimeout);
  }
}
