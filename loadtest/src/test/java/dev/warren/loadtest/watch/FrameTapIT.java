package dev.warren.loadtest.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.rabbitmq.client.Connection;
import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FrameTapIT {
  /** Of which whoever waits for its end hears, and the log need not. */
  @Test
  void aPictureThatComesAsTheConnectionEndsIsNoError() throws Exception {
    RabbitMq broker = RabbitMq.shared();
    Topology topology = broker.topology();
    try (Connection connection = AmqpConnections.open(broker.amqp(), "test")) {
      topology.declare(connection.createChannel(), "demo");
    }
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    CompletableFuture<FrameTap> tap = new CompletableFuture<>();
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    try (FramePublisher publisher =
        FramePublisher.open(broker.amqp(), PublisherConfig.of(topology))) {
      tap.complete(
          FrameTap.open(
              broker.amqp(),
              topology,
              "#",
              (id, picture) -> {
                tap.join().close();
                reader.complete(Thread.currentThread());
              }));
      byte[] jpeg = new SimulatedCamera("c", 1, 96, 64).frame(0).jpeg(0.9f);
      publisher.publish(FrameRequest.builder("f", "demo", "c", jpeg).build()).join();
      Thread thread = reader.get(1, TimeUnit.MINUTES);
      thread.join(Duration.ofMinutes(1).toMillis());
      assertThat(thread.isAlive()).isFalse();
    } finally {
      root.detachAppender(log);
    }
    assertThat(log.list).isEmpty();
  }
}
