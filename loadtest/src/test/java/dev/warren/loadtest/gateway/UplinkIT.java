package dev.warren.loadtest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class UplinkIT {
  @AutoClose private final RabbitMq broker = RabbitMq.start();
  private final Topology topology = new Topology("uplink");
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private volatile boolean isHeld;

  @Test
  void aConnectionThatIsLostCostsNoFrameATryBeforeItIsReplaced() throws Exception {
    try (Connection connection = broker.connect()) {
      topology.declare(connection.createChannel(), "demo");
    }
    AmqpConfig amqp = AmqpConfig.parse(broker.uri());
    PublisherConfig config = new PublisherConfig(topology, 1_000, Duration.ofSeconds(30));
    try (Uplink uplink =
        Uplink.open(
            () -> FramePublisher.open(amqp, config), Duration.ZERO, line -> {}, "", () -> {})) {
      // Whoever waits for the publisher's end hears of it late: its futures are held up.
      await().until(() -> isHeld(uplink));
      broker.closeConnections();
      await().atMost(Duration.ofSeconds(60)).until(() -> uplink.tryPublish(frame()).isEmpty());
      gate.complete(null);
      await().atMost(Duration.ofSeconds(60)).until(() -> uplink.tryPublish(frame()).isPresent());
    } finally {
      gate.complete(null);
    }
  }

  private boolean isHeld(Uplink uplink) {
    Thread here = Thread.currentThread();
    assertThat(uplink.tryPublish(frame()))
        .hasValueSatisfying(confirm -> confirm.thenRun(() -> hold(here)));
    return isHeld;
  }

  private void hold(Thread asking) {
    if (Thread.currentThread() == asking) return; // it was confirmed already
    isHeld = true;
    gate.join();
  }

  private static FrameRequest frame() {
    return FrameRequest.builder("id", "demo", "camera", new byte[] {1})
        .contentType("image/jpeg")
        .build();
  }
}
