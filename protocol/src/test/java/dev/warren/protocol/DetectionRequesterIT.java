package dev.warren.protocol;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.StandInWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DetectionRequesterIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final RabbitMq rabbit = RabbitMq.shared();
  private final Topology topology = rabbit.topology();

  @Test
  void everyCallGetsItsOwnAnswer() throws Exception {
    try (StandInWorker worker = new StandInWorker(rabbit, topology, "yolo11n");
        DetectionRequester requester = open()) {
      List<CompletableFuture<ReceivedResult>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) answers.add(requester.detect(Samples.frame("f" + i), TIMEOUT));
      for (int i = 0; i < 300; i++) {
        ReceivedResult answer = answers.get(i).get(20, SECONDS);
        assertThat(answer.result().frame().requestId()).isEqualTo("f" + i);
        assertThat(answer.result()).isInstanceOf(FrameResult.Detected.class);
      }
      assertThat(worker.answered()).isEqualTo(300);
    }
  }

  @Test
  void theSameFrameAskedTwiceGetsTwoAnswers() throws Exception {
    try (StandInWorker worker = new StandInWorker(rabbit, topology, "yolo11n");
        DetectionRequester requester = open()) {
      byte[] first = requester.detect(Samples.frame("f"), TIMEOUT).get(20, SECONDS).body();
      byte[] second = requester.detect(Samples.frame("f"), TIMEOUT).get(20, SECONDS).body();
      assertThat(first).isEqualTo(second);
      assertThat(worker.answered()).isEqualTo(2);
    }
  }

  @Test
  void noAnswerAndNoQueueAreToldApart() throws Exception {
    try (Connection c = rabbit.connect()) {
      topology.declare(c.createChannel(), "yolo11n");
      try (DetectionRequester requester = open()) {
        assertThatThrownBy(
                () -> requester.detect(Samples.frame("f"), Duration.ofMillis(200)).get(10, SECONDS))
            .cause()
            .isInstanceOf(ResultTimeoutException.class)
            .hasMessage(
                "no result for frame f within 200 ms: is a worker for model yolo11n running, and keeping up?");
        FrameRequest stray = FrameRequest.builder("g", "unserved", "c", Samples.jpeg(9)).build();
        assertThatThrownBy(() -> requester.detect(stray, TIMEOUT).get(10, SECONDS))
            .cause()
            .isInstanceOf(UnroutableException.class);
      }
    }
  }

  @Test
  void aMalformedAnswerIsAnAnswer() throws Exception {
    try (Connection c = rabbit.connect()) {
      Channel channel = c.createChannel();
      topology.declare(channel, "yolo11n");
      try (DetectionRequester requester = open()) {
        CompletableFuture<ReceivedResult> answer = requester.detect(Samples.frame("f"), TIMEOUT);
        AtomicReference<GetResponse> got = new AtomicReference<>();
        await().until(() -> got.updateAndGet(x -> get(channel)) != null);
        AMQP.BasicProperties asked = got.get().getProps();
        AMQP.BasicProperties p =
            new AMQP.BasicProperties.Builder().correlationId(asked.getCorrelationId()).build();
        channel.basicPublish("", asked.getReplyTo(), p, "garbage".getBytes());
        assertThatThrownBy(() -> answer.get(10, SECONDS))
            .cause()
            .isInstanceOf(MalformedResultException.class);
      }
    }
  }

  @Test
  void closingFailsWhatStillWaits() throws Exception {
    try (Connection c = rabbit.connect()) {
      topology.declare(c.createChannel(), "yolo11n");
      DetectionRequester requester = open();
      CompletableFuture<ReceivedResult> answer = requester.detect(Samples.frame("f"), TIMEOUT);
      requester.close();
      assertThatThrownBy(() -> answer.get(5, SECONDS))
          .cause()
          .hasMessage("the requester was closed");
      assertThat(requester.closed()).isCompleted();
      assertThatThrownBy(() -> requester.detect(Samples.frame("g"), TIMEOUT).get(5, SECONDS))
          .cause()
          .hasMessage("the requester was closed");
    }
  }

  @Test
  void oneThatCannotPublishAnyMoreIsClosed() throws Exception {
    try (Connection c = rabbit.connect()) {
      Channel channel = c.createChannel();
      topology.declare(channel, "yolo11n");
      try (DetectionRequester requester = open()) {
        CompletableFuture<ReceivedResult> waiting = requester.detect(Samples.frame("f"), TIMEOUT);
        await().until(() -> get(channel) != null);
        channel.exchangeDelete(topology.framesExchange());
        assertThatThrownBy(() -> requester.detect(Samples.frame("g"), TIMEOUT).get(5, SECONDS))
            .cause()
            .isInstanceOfAny(ConnectionLostException.class, BrokerException.class);
        assertThatThrownBy(() -> requester.closed().get(5, SECONDS))
            .cause()
            .isInstanceOf(BrokerException.class)
            .hasMessageContaining("no exchange");
        assertThat(waiting).isCompletedExceptionally();
      }
    }
  }

  private GetResponse get(Channel channel) {
    try {
      return channel.basicGet(topology.framesQueue("yolo11n"), true);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private DetectionRequester open() {
    return DetectionRequester.open(rabbit.amqp(), PublisherConfig.of(topology));
  }
}
