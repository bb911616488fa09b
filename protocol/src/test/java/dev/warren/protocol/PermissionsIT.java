package dev.warren.protocol;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The rights that the README asks for each role are enough, and no more is possible with them. */
class PermissionsIT {
  private static final String MODEL = "m";
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};

  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();

  private AmqpConfig user(String name, String configure, String write, String read) {
    rabbit.addUser(name, "pass-" + name, configure, write, read);
    return rabbit.amqp().withCredentials(name, "pass-" + name);
  }

  @Test
  void publisherAndSubscriberNeedNoMoreThanTheirTable() throws Exception {
    String prefix = topology.prefix().replace(".", "\\.");
    try (Connection admin = rabbit.connect()) {
      Channel channel = admin.createChannel();
      topology.declare(channel, MODEL);
      AmqpConfig camera = user("camera", "^$", "^" + prefix + "\\.frames$", "^$");
      String own = "^" + prefix + "\\.own\\.";
      String read = "^" + prefix + "\\.(own\\..*|detections)$";
      AmqpConfig viewer = user("viewer", own, own, read);
      AtomicInteger results = new AtomicInteger();
      SubscriberConfig live = SubscriberConfig.live(topology, "#");
      try (FramePublisher publisher = FramePublisher.open(camera, PublisherConfig.of(topology));
          DetectionSubscriber subscriber =
              DetectionSubscriber.open(viewer, live, r -> results.incrementAndGet())) {
        FrameRequest frame = FrameRequest.builder("f", MODEL, "gate", JPEG).build();
        publisher.publish(frame).get();
        FrameResult result = new FrameResult.Skipped(frame.ref("v"), SkipReason.DEADLINE);
        channel.basicPublish(
            topology.detectionsExchange(),
            frame.routingKey(),
            ResultMessages.properties(result, ResultHeaders.NONE, "f"),
            ResultCodec.encode(result));
        await().until(() -> results.get() == 1);
        assertThat(subscriber.closed()).isNotDone();
      }
      assertThatThrownBy(() -> DetectionSubscriber.open(camera, live, r -> {}))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("access")
          .hasMessageContaining("camera");
    } finally {
      rabbit.removeUser("camera");
      rabbit.removeUser("viewer");
    }
  }

  /** On a queue of its own, and with no right to the results of others. */
  @Test
  void requesterNeedsNoMoreThanItsTable() throws Exception {
    String prefix = topology.prefix().replace(".", "\\.");
    String own = "^" + prefix + "\\.own\\.";
    AmqpConfig asker = user("asker", own, "^" + prefix + "\\.frames$", own);
    try (StandInWorker worker = new StandInWorker(rabbit, topology, MODEL)) {
      try (DetectionRequester requester =
          DetectionRequester.open(asker, PublisherConfig.of(topology))) {
        FrameRequest frame = FrameRequest.builder("f", MODEL, "gate", JPEG).build();
        assertThat(requester.detect(frame, Duration.ofMinutes(1)).get().result().frame())
            .extracting(FrameRef::requestId)
            .isEqualTo("f");
        assertThat(worker.answered()).isEqualTo(1);
      }
      SubscriberConfig live = SubscriberConfig.live(topology, "#");
      assertThatThrownBy(() -> DetectionSubscriber.open(asker, live, r -> {}))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("access");
    } finally {
      rabbit.removeUser("asker");
    }
  }

  @Test
  void directRepliesNeedAPublishersRightsAlone() throws Exception {
    String frames = "^" + topology.prefix().replace(".", "\\.") + "\\.frames$";
    AmqpConfig direct = user("direct", "^$", frames, "^$");
    BlockingQueue<byte[]> replies = new LinkedBlockingQueue<>();
    try (StandInWorker worker = new StandInWorker(rabbit, topology, MODEL);
        Connection connection = AmqpConnections.open(direct, "test")) {
      Channel channel = connection.createChannel();
      String queue = "amq.rabbitmq.reply-to";
      channel.basicConsume(queue, true, (tag, d) -> replies.add(d.getBody()), tag -> {});
      FrameRequest frame = FrameRequest.builder("f", MODEL, "gate", JPEG).replyTo(queue).build();
      channel.basicPublish(
          topology.framesExchange(), frame.routingKey(), FrameCodec.properties(frame), JPEG);
      byte[] reply = requireNonNull(replies.poll(1, MINUTES), "no reply");
      assertThat(ResultCodec.decode(reply).frame().requestId()).isEqualTo("f");
      assertThat(worker.answered()).isEqualTo(1);
    } finally {
      rabbit.removeUser("direct");
    }
  }
}
