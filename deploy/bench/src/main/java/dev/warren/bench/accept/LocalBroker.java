package dev.warren.bench.accept;

import dev.warren.bench.Child;
import dev.warren.protocol.testing.RabbitMq;
import java.util.Optional;

/**
 * A broker to send frames through.
 *
 * @param uri with credentials
 * @param pid of the process that does its work, 0 where that is not on this machine
 * @param own to be ended, or null
 */
record LocalBroker(String uri, long pid, RabbitMq own) implements AutoCloseable {
  /** The one that was named, else a private one; empty where there is no RabbitMQ here. */
  static Optional<LocalBroker> open(Trial trial, Findings findings) {
    if (trial.amqp() != null) return Optional.of(new LocalBroker(trial.amqp(), 0, null));
    try {
      RabbitMq own = RabbitMq.start("vm_memory_high_watermark.absolute = 4GB");
      return Optional.of(new LocalBroker(own.uri(), Child.pidOf(own), own));
    } catch (IllegalStateException e) {
      findings.notMeasured("no broker: " + e.getMessage().lines().findFirst().orElse(""));
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    if (own != null) own.close();
  }
}
