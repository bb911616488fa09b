package dev.warren.quickstart;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;

/** The worker of a quickstart: defaults, but it creates its queues and stops without ceremony. */
final class WorkerSettings {
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

  private WorkerSettings() {}

  static WorkerConfig of(AmqpConfig amqp, Topology topology, Path model) {
    return WorkerConfig.of("quickstart", amqp, topology, model)
        .with(
            c -> {
              c.declare = true;
              c.drainTimeout = DRAIN_TIMEOUT;
            });
  }
}
