package dev.warren.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionConfig;
import dev.warren.worker.broker.Supervision;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.TestTopology;
import dev.warren.worker.testing.TicketBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replies to queues that requesters named, while the broker grants no channel for them. */
class ReplyChannelsIT {
  private final CompletableFuture<Void> never = new CompletableFuture<>();
  private final CompletableFuture<String> settled = new CompletableFuture<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final TestTopology site = new TestTopology("fake");
  private Supervision supervision;
  private ResultPublisher publisher;
  private Broker session;
  private String queue;
  private Channel last;

  private final Receipt receipt =
      new Receipt() {
        @Override
        public void ack() {
          if (!settled.complete("acked")) throw new IllegalStateException("settled already");
        }

        @Override
        public void requeue() {
          settled.complete("requeued");
        }
      };

  private final WorkerMetrics metrics =
      new WorkerMetrics() {
        @Override
        public void frameEnded(FrameResult result) {
          ended.incrementAndGet();
        }

        @Override
        public void replyRepeated() {
          repeated.incrementAndGet();
        }
      };

  @BeforeEach
  void connect() throws Exception {
    queue = site.channel().queueDeclare().getQueue();
    supervision =
        Supervision.start(
            site.amqp(), "test", SessionConfig.DEFAULT, new Readiness(), WorkerMetrics.NOOP, never);
  }

  @AfterEach
  void disconnect() throws Exception {
    if (publisher != null) publisher.close();
    supervision.close();
    site.close();
  }

  /** With all channels taken that the publishing connection may have. */
  private void start(int maxTries) throws Exception {
    PublishConfig config =
        new PublishConfig(Duration.ofMinutes(1), maxTries, Duration.ofMillis(50), 0, false);
    publisher =
        ResultPublisher.start(
            config,
            new ResultPublisher.Identity(site.topology(), "worker", "fake"),
            nanos -> {},
            metrics);
    supervision.add(publisher, never);
    supervision.add(broker -> session = broker, never);
    for (Channel next; (next = session.connection().createChannel()) != null; ) last = next;
  }

  private void publish() {
    publisher.publish(Outcome.skipped(ticket(queue, "f"), SkipReason.DEADLINE));
  }

  private Ticket ticket(String replyTo, String correlationId) {
    Ticket plain = TicketBuilder.ticket("f").receipt(receipt).build();
    return new Ticket(
        plain.frame(),
        plain.image(),
        null,
        new Ticket.Reply(replyTo, "fake.gate", correlationId, TraceContext.NONE, 1),
        receipt,
        plain.clock(),
        plain.terms(),
        plain.trace());
  }

  @Test
  void aReplyIsSentAsSoonAsThereIsAChannelAgain() throws Exception {
    start(100);
    publish();
    await().until(() -> repeated.get() > 0);
    last.close();
    await().until(settled::isDone);
    assertThat(settled).isCompletedWithValue("acked");
    assertThat(site.channel().messageCount(queue)).isEqualTo(1);
    assertThat(session.lost()).isNotDone();
  }

  @Test
  void aFrameThatIsSettledTwiceIsNoSecret() throws Exception {
    settled.complete("acked");
    start(100);
    last.close();
    try (CapturedLog log = CapturedLog.of(ResultPublisher.class)) {
      publish();
      await().until(() -> log.messages().contains("frame f not settled"));
    }
  }

  @Test
  void aFrameGoesBackWhoseReplyGetsNone() throws Exception {
    start(3);
    publish();
    await().until(settled::isDone);
    assertThat(settled).isCompletedWithValue("requeued");
    assertThat(repeated).hasValue(2);
    assertThat(ended).as("outcomes, however often sent").hasValue(1);
    assertThat(publisher.load().unconfirmed()).isZero();
    assertThat(session.lost()).isNotDone();
  }

  /** As would happen by a mistake of ours: what comes with a frame has been looked at. */
  @Test
  void aFrameGoesBackWhoseReplyCannotBeEncoded() throws Exception {
    start(100);
    last.close();
    publisher.publish(Outcome.skipped(ticket(queue, "c".repeat(256)), SkipReason.DEADLINE));
    await().until(settled::isDone);
    assertThat(settled).isCompletedWithValue("requeued");
    assertThat(publisher.load().unconfirmed()).isZero();
  }
}
