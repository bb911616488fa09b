package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import dev.warren.protocol.testing.RabbitMq;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Messages that would end the client's connection if their headers were not replaced on arrival.
 */
class DeepHeadersIT {
  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();
  @AutoClose private AmqpLink link;
  private Channel channel;

  @BeforeEach
  void open() throws Exception {
    link = AmqpLink.open(rabbit.amqp(), "test");
    channel = link.connection().createChannel();
    topology.declare(channel, "m1");
  }

  @Test
  void aConsumerSurvivesAndSeesTheMarker() throws Exception {
    String queue = channel.queueDeclare().getQueue();
    List<Delivery> seen = new CopyOnWriteArrayList<>();
    channel.basicConsume(queue, true, (tag, delivery) -> seen.add(delivery), tag -> {});
    for (int levels : new int[] {30, 31, 100, 1000}) publish(queue, deep("m" + levels, levels));
    await().until(() -> seen.size() == 4);
    assertThat(link.connection().isOpen()).isTrue();
    assertThat(seen)
        .extracting(d -> d.getProperties().getMessageId())
        .containsExactly("m30", "m31", "m100", "m1000");
    assertThat(seen).allSatisfy(d -> assertThat(d.getBody()).containsExactly(1, 2, 3));
    assertThat(seen.get(0).getProperties().getHeaders()).containsOnlyKeys("deep");
    for (Delivery d : seen.subList(1, 4)) {
      assertThat(d.getProperties().getHeaders())
          .hasToString("{warren_refused=are nested more than 30 deep}");
    }
  }

  @Test
  void aSubscriberCountsSuchAResultAndGoesOn() throws Exception {
    List<ReceivedResult> received = new CopyOnWriteArrayList<>();
    SubscriberConfig config = SubscriberConfig.durable(topology);
    FrameResult result = new FrameResult.Skipped(Samples.REF, SkipReason.DEADLINE);
    byte[] body = ResultCodec.encode(result);
    try (DetectionSubscriber subscriber =
        DetectionSubscriber.open(rabbit.amqp(), config, received::add)) {
      channel.basicPublish(topology.detectionsExchange(), "m1.a", deep("r", 100), body);
      AMQP.BasicProperties good = ResultMessages.properties(result, ResultHeaders.NONE, null);
      channel.basicPublish(topology.detectionsExchange(), "m1.a", good, body);
      await().until(() -> received.size() == 1);
      assertThat(subscriber.malformed()).isEqualTo(1);
      assertThat(subscriber.closed()).isNotDone();
    }
  }

  @Test
  void aConsumerSurvivesFlagsThatAnnounceMore() throws Exception {
    String queue = channel.queueDeclare().getQueue();
    List<Delivery> seen = new CopyOnWriteArrayList<>();
    channel.basicConsume(queue, true, (tag, delivery) -> seen.add(delivery), tag -> {});
    try (Connection connection = continuing().newConnection()) {
      Channel publisher = connection.createChannel();
      publisher.basicPublish("", queue, deep("flat", 1), new byte[] {1});
      publisher.basicPublish("", queue, new AMQP.BasicProperties(), new byte[] {2});
      await().until(() -> seen.size() == 2);
    }
    assertThat(link.connection().isOpen()).isTrue();
    assertThat(seen.get(0).getProperties().getMessageId()).isEqualTo("flat");
    assertThat(seen)
        .extracting(d -> d.getProperties().getHeaders())
        .asString()
        .isIn(
            "[{warren_refused=announce unknown properties}, {warren_refused=announce unknown properties}]",
            "[{deep={n=bottom}}, null]"); // RabbitMQ 4 writes the flags anew
  }

  /** On a thread whose stack is deep enough for the client to write such headers. */
  private void publish(String queue, AMQP.BasicProperties properties) throws Exception {
    CompletableFuture.runAsync(
            () -> {
              try {
                channel.basicPublish("", queue, properties, new byte[] {1, 2, 3});
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            task -> new Thread(null, task, "publisher", 64 << 20).start())
        .get(30, TimeUnit.SECONDS);
  }

  /** Says of every message that more flags follow, which none do. */
  private ConnectionFactory continuing() throws Exception {
    return new AlteredHeaders(
        rabbit.uri(),
        payload -> {
          payload[13] |= 1;
          return payload;
        });
  }

  private static AMQP.BasicProperties deep(String id, int levels) {
    Object value = "bottom";
    for (int i = 0; i < levels; i++) value = i % 2 == 0 ? Map.of("n", value) : List.of(value);
    return new AMQP.BasicProperties.Builder().messageId(id).headers(Map.of("deep", value)).build();
  }
}
