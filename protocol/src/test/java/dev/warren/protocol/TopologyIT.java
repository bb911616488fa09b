package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.testing.RabbitMq;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopologyIT {
  private static final byte[] BODY = {1};

  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();
  @AutoClose private Connection connection;
  private Channel channel;

  @BeforeEach
  void open() throws Exception {
    connection = rabbit.connect();
    channel = connection.createChannel();
  }

  @Test
  void whatIsDeclaredPassesTheCheckAndMayBeDeclaredAgain() throws Exception {
    topology.declare(channel, "m1");
    topology.declare(channel, "m1");
    topology.declare(channel, "m2");
    topology.check(connection, "m1");
    topology.check(connection, "m2");
  }

  @Test
  void deletesAllThatWasDeclaredWhetherOrNotItIsThere() throws Exception {
    topology.declare(channel, "m1");
    assertThat(names()).contains(topology.prefix());
    topology.delete(channel, "m1");
    assertThat(names()).doesNotContain(topology.prefix());
    topology.delete(channel, "m1");
    assertThat(channel.isOpen()).isTrue();
  }

  private String names() {
    return rabbit.rabbitmqctl("list_queues", "name") + rabbit.rabbitmqctl("list_exchanges", "name");
  }

  /** RabbitMQ from 4.0 on would by itself give a message up that came back 20 times. */
  @Test
  void whatIsTakenOftenStays() throws Exception {
    topology.declare(channel, "m1");
    channel.basicPublish(topology.detectionsExchange(), "m1", null, new byte[1]);
    channel.basicPublish(topology.deadLetterExchange(), "m1", null, new byte[1]);
    for (String queue : List.of(topology.detectionsQueue(), topology.deadLetterQueue())) {
      for (int i = 0; i < 25; i++) {
        GetResponse taken = await().until(() -> channel.basicGet(queue, false), Objects::nonNull);
        channel.basicReject(taken.getEnvelope().getDeliveryTag(), true);
      }
    }
  }

  @Test
  void checkNamesTheFirstThatIsMissing() throws Exception {
    assertMissing("exchange", topology.framesExchange(), "m1");
    topology.declare(channel, "m1");
    assertMissing("queue", topology.framesQueue("m2"), "m2");
    channel.queueDelete(topology.deadLetterQueue());
    assertMissing("queue", topology.deadLetterQueue(), "m1");
    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void aQueueWithOtherArgumentsIsNamed() throws Exception {
    channel.queueDeclare(
        topology.framesQueue("m1"), true, false, false, Map.of("x-queue-type", "classic"));
    assertThatThrownBy(() -> topology.declare(channel, "m1"))
        .isInstanceOfSatisfying(
            BrokerException.class,
            e -> assertThat(e.kind()).isEqualTo(BrokerException.Kind.TOPOLOGY))
        .hasMessageStartingWith(
            "queue " + topology.framesQueue("m1") + " exists with other arguments: ");
  }

  @Test
  void framesReachTheQueueOfTheirModelOnly() throws Exception {
    topology.declare(channel, "m1");
    topology.declare(channel, "m2");
    for (String key : new String[] {"m1", "m1.c", "m1.site.gate.c"})
      publish(topology.framesExchange(), key, null);
    assertCount(topology.framesQueue("m1"), 3);
    assertCount(topology.framesQueue("m2"), 0);
  }

  @Test
  void resultsAndDeadLettersAreKeptWhateverTheyCarry() throws Exception {
    topology.declare(channel, "m1");
    publish(topology.detectionsExchange(), "m1.c", null);
    assertCount(topology.detectionsQueue(), 1);
    publish(topology.deadLetterExchange(), "", null);
    publish(
        topology.deadLetterExchange(), "any.key", Map.of("reason", "malformed", "stage", "intake"));
    assertCount(topology.deadLetterQueue(), 2);
  }

  @Test
  void aRetryComesBackToItsQueueAfterTheDelay() throws Exception {
    topology.declare(channel, "m1");
    String retry = topology.retryQueue(Duration.ofSeconds(1));
    publish(retry, "m1.c", Map.of("attempt", 2));
    assertCount(retry, 1);
    assertCount(topology.framesQueue("m1"), 1);
    assertThat(channel.basicGet(topology.framesQueue("m1"), true).getEnvelope().getRoutingKey())
        .isEqualTo("m1.c");
  }

  private void publish(String exchange, String key, Map<String, Object> headers) throws Exception {
    AMQP.BasicProperties p =
        new AMQP.BasicProperties.Builder().deliveryMode(2).headers(headers).build();
    channel.basicPublish(exchange, key, p, BODY);
  }

  private void assertCount(String queue, int messages) {
    await().untilAsserted(() -> assertThat(channel.messageCount(queue)).isEqualTo(messages));
  }

  private void assertMissing(String what, String name, String model) {
    assertThatThrownBy(() -> topology.check(connection, model))
        .isInstanceOf(MissingTopologyException.class)
        .hasMessageStartingWith(
            what + " " + name + " is missing on the broker: a worker with --declare creates it");
  }
}
