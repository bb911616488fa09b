package dev.warren.protocol;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.testing.RabbitMq;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DetectionSubscriberIT {
  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();
  private final List<ReceivedResult> received = new CopyOnWriteArrayList<>();
  @AutoClose private Connection connection;
  private Channel channel;

  @BeforeEach
  void open() throws Exception {
    connection = rabbit.connect();
    channel = connection.createChannel();
    topology.declare(channel, "m1");
  }

  @Test
  void anOwnQueueGetsWhatThePatternSays() throws Exception {
    try (DetectionSubscriber subscriber = live("m1.*")) {
      publish("m1", "a", 1);
      publish("m2", "a", 2);
      publish("m1", "b", 3);
      await().until(() -> received.size() == 2);
      assertThat(received).extracting(r -> r.result().frame().seq()).containsExactly(1L, 3L);
      assertThat(received).extracting(ReceivedResult::routingKey).containsExactly("m1.a", "m1.b");
      assertThat(received.get(0).headers().worker()).isEqualTo("w");
      assertThat(received.get(0).body()).isEqualTo(ResultCodec.encode(received.get(0).result()));
      assertThat(subscriber.closed()).isNotDone();
    }
  }

  @Test
  void theDurableQueueKeepsResultsForTheFirstSubscriber() throws Exception {
    for (int i = 0; i < 100; i++) publish("m1", "a", i);
    try (DetectionSubscriber subscriber =
        DetectionSubscriber.open(
            rabbit.amqp(), SubscriberConfig.durable(topology), received::add)) {
      await().until(() -> received.size() == 100);
      await().until(() -> channel.messageCount(topology.detectionsQueue()) == 0);
      assertThat(subscriber.malformed()).isZero();
    }
    assertThat(received).extracting(r -> r.result().frame().seq()).isSorted();
  }

  @Test
  void whatTheHandlerHasNotFinishedComesAgain() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    publish("m1", "a", 1);
    DetectionSubscriber first =
        DetectionSubscriber.open(
            rabbit.amqp(),
            SubscriberConfig.durable(topology),
            result -> {
              entered.countDown();
              awaitQuietly(never);
            });
    assertThat(entered.await(10, SECONDS)).isTrue();
    first.close();
    never.countDown();
    try (DetectionSubscriber second =
        DetectionSubscriber.open(
            rabbit.amqp(), SubscriberConfig.durable(topology), received::add)) {
      await().until(() -> received.size() == 1);
      assertThat(second.handlerFailures()).isZero();
    }
  }

  @Test
  void aThrowingHandlerAndMalformedResultsDoNoHarm() throws Exception {
    SubscriberConfig config = SubscriberConfig.durable(topology);
    try (DetectionSubscriber subscriber =
        DetectionSubscriber.open(rabbit.amqp(), config, this::addOrThrow)) {
      channel.basicPublish(topology.detectionsExchange(), "m1.a", null, "garbage".getBytes());
      channel.basicPublish(
          topology.detectionsExchange(), "m1.a", new AMQP.BasicProperties(), new byte[0]);
      publish("m1", "a", 12);
      publish("m1", "a", 13);
      publish("m1", "a", 14);
      await().until(() -> received.size() == 1);
      assertThat(subscriber.malformed()).isEqualTo(2);
      assertThat(subscriber.handlerFailures()).isEqualTo(2);
      await().until(() -> channel.messageCount(topology.detectionsQueue()) == 0);
    }
  }

  @Test
  void aDeletedQueueEndsTheSubscription() throws Exception {
    try (DetectionSubscriber subscriber =
        DetectionSubscriber.open(
            rabbit.amqp(), SubscriberConfig.durable(topology), received::add)) {
      channel.queueDelete(topology.detectionsQueue());
      assertThatThrownBy(() -> subscriber.closed().get(10, SECONDS))
          .cause()
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("its queue was deleted");
    }
  }

  @Test
  void missingThingsAreNamed() {
    Topology elsewhere = rabbit.topology();
    assertThatThrownBy(
            () ->
                DetectionSubscriber.open(
                    rabbit.amqp(), SubscriberConfig.live(elsewhere, "#"), received::add))
        .isInstanceOf(MissingTopologyException.class)
        .hasMessageStartingWith("exchange " + elsewhere.detectionsExchange() + " is missing");
    assertThatThrownBy(
            () ->
                DetectionSubscriber.open(
                    rabbit.amqp(), SubscriberConfig.durable(elsewhere), received::add))
        .isInstanceOf(MissingTopologyException.class)
        .hasMessageStartingWith("queue " + elsewhere.detectionsQueue() + " is missing");
  }

  @Test
  void namesThatAreTooLongForTheWireAreRefused() {
    assertThatThrownBy(() -> SubscriberConfig.live(topology, "x".repeat(256)))
        .hasMessage("pattern > 255 bytes: 256");
    assertThatThrownBy(() -> new SubscriberConfig(topology, "x".repeat(256), "#", 1))
        .hasMessage("queue > 255 bytes: 256");
  }

  @Test
  void closingIsCleanAndRepeatable() throws Exception {
    DetectionSubscriber subscriber = live("#");
    subscriber.close();
    subscriber.close();
    subscriber.closed().get(1, SECONDS);
  }

  private void addOrThrow(ReceivedResult result) {
    if (result.result().frame().seq() == 12) throw new AssertionError("expected by the test");
    if (result.result().frame().seq() == 13)
      throw new IllegalStateException("expected by the test");
    received.add(result);
  }

  private DetectionSubscriber live(String pattern) {
    return DetectionSubscriber.open(
        rabbit.amqp(), SubscriberConfig.live(topology, pattern), received::add);
  }

  private void publish(String model, String camera, long seq) throws Exception {
    FrameRef ref = new FrameRef("id-" + seq, camera, seq, model, "v", null);
    FrameResult result = new FrameResult.Detected(ref, new ImageSize(640, 480), List.of());
    ResultHeaders headers = new ResultHeaders("w", "e", 1, 1, 5L, Timings.NONE, null);
    channel.basicPublish(
        topology.detectionsExchange(),
        Topology.routingKey(model, camera),
        ResultMessages.properties(result, headers, null),
        ResultCodec.encode(result));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
