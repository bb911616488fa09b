package dev.warren.worker.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionConfig;
import dev.warren.worker.broker.Supervision;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.publish.Outlet.Fate;
import dev.warren.worker.testing.TicketBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Replies that the broker refuses, owes or takes down with it. A channel that refuses makes way for
 * another one, and what it owes is not forgotten.
 */
class ReplacedChannelsIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final PublishConfig IMPATIENT =
      new PublishConfig(Duration.ofSeconds(1), 10_000, Duration.ofMillis(10), 10, true);
  @AutoClose private static RabbitMq rabbit;

  private final CompletableFuture<Void> never = new CompletableFuture<>();
  private final Queue<String> settled = new ConcurrentLinkedQueue<>();
  private final Receipt receipt =
      new Receipt() {
        @Override
        public void ack() {
          settled.add("acked");
        }

        @Override
        public void requeue() {
          settled.add("requeued");
        }
      };
  private final WorkerCounters counters = new WorkerCounters();
  private final List<Broker> sessions = new CopyOnWriteArrayList<>();
  private Topology topology;
  @AutoClose private Connection connection;
  private Channel channel;
  @AutoClose private Supervision supervision;
  @AutoClose private ResultPublisher publisher;

  @BeforeAll
  static void startBroker() {
    rabbit = RabbitMq.start();
  }

  @BeforeEach
  void declare() throws Exception {
    topology = rabbit.topology();
    connection = rabbit.connect();
    channel = connection.createChannel();
    topology.declare(channel, "fake");
  }

  private void start(AmqpConfig amqp) {
    supervision =
        Supervision.start(
            amqp, "test", SessionConfig.DEFAULT, new Readiness(), WorkerMetrics.NOOP, never);
    publisher =
        ResultPublisher.start(
            IMPATIENT,
            new ResultPublisher.Identity(topology, "worker", "fake"),
            nanos -> {},
            counters);
    supervision.add(publisher, never);
    supervision.add(sessions::add, never);
  }

  private Outcome outcome() {
    return Outcome.skipped(TicketBuilder.ticket("f").receipt(receipt).build(), SkipReason.DEADLINE);
  }

  private static int channels() {
    return rabbit.eval("rabbit_channel:list().").split("<").length;
  }

  /**
   * Takes nothing before that one message is out of it. Without a queue replies would be dropped.
   */
  private void fillResultsQueue() throws Exception {
    String queue = topology.detectionsQueue();
    channel.queueDelete(queue);
    Map<String, Object> arguments = Map.of("x-max-length", 1, "x-overflow", "reject-publish");
    channel.queueDeclare(queue, true, false, false, arguments);
    channel.queueBind(queue, topology.detectionsExchange(), "#");
    channel.confirmSelect();
    channel.basicPublish("", queue, null, new byte[] {1});
    channel.waitForConfirmsOrDie();
  }

  @Test
  void aReplyIsSettledOnceAndNoChannelIsLeft() throws Exception {
    fillResultsQueue();
    start(rabbit.amqp());
    int before = channels();
    publisher.publish(outcome());
    await().atMost(LONG).until(() -> channels() > before);
    assertThat(settled).isEmpty();
    channel.basicGet(topology.detectionsQueue(), true);
    awaitSettled();
    await().atMost(LONG).until(() -> channels() == before);
    assertThat(settled).containsExactly("acked");
    assertThat(channel.messageCount(topology.detectionsQueue())).isEqualTo(1);
    assertThat(publisher.load().unconfirmed()).isZero();
  }

  private void awaitSettled() {
    await().atMost(LONG).until(() -> !settled.isEmpty());
  }

  /** By whatever receipt: the broker may never have had it. */
  @Test
  void whatGoesDownWithItsConnectionSettlesNothing() throws Exception {
    try (FaultProxy proxy = FaultProxy.start(rabbit.amqp())) {
      start(proxy.on(rabbit.amqp()));
      proxy.toServer().blackHole(" publish");
      publisher.publish(outcome());
      assertThat(publisher.load().unconfirmed()).isEqualTo(1);
      proxy.reset(" publish");
      proxy.clear();
      await().atMost(LONG).until(() -> sessions.size() == 2);
      assertThat(publisher.load().unconfirmed()).isZero();
      assertThat(settled).isEmpty();
    }
  }

  /** Each end of a session counts against the frames that it held. */
  @Test
  void theOnlyNodeIsNotLeftWhateverItOwes() {
    start(rabbit.amqp().withHeartbeat(Duration.ofMinutes(10)));
    rabbit.pause();
    try {
      publisher.publish(outcome());
      await().atMost(LONG).until(() -> counters.totals().repeated() > 0);
    } finally {
      rabbit.resume();
    }
    awaitSettled();
    assertThat(settled).containsExactly("acked");
    assertThat(sessions.get(0).lost()).isNotDone();
  }

  @Test
  void timeUnderAnAlarmCountsAgainstNoConfirm() {
    start(rabbit.amqp());
    rabbit.raiseAlarm();
    try {
      publisher.publish(outcome());
      await().atMost(LONG).until(() -> sessions.get(0).isBlocked());
      await()
          .during(IMPATIENT.confirmTimeout().multipliedBy(2))
          .atMost(LONG)
          .until(() -> counters.totals().repeated() == 0 && settled.isEmpty());
    } finally {
      rabbit.endAlarm();
    }
    awaitSettled();
    assertThat(settled).containsExactly("acked");
  }

  /** Another try may end otherwise; what will not is answered with the same bytes. */
  @Test
  void aFailureThatMayPassIsNotRemembered() {
    start(rabbit.amqp());
    Ticket frame = TicketBuilder.ticket("f").attempt(2).receipt(receipt).build();
    publisher.publish(Outcome.failed(frame, FailReason.INTERNAL, "engine", "out of luck"));
    awaitSettled();
    assertThat(publisher.answerAgain(frame)).isFalse();
    assertThat(counters.totals().replayed()).isZero();
  }

  private Pending reply() {
    return new Pending(
        outcome(),
        topology.detectionsExchange(),
        "fake.gate",
        new AMQP.BasicProperties.Builder().messageId("r").build(),
        new byte[] {1},
        1);
  }

  @Test
  void whatItOwesIsConfirmedByAndBy() throws Exception {
    Outlet outlet = Outlet.open(connection.createChannel());
    rabbit.pause();
    CompletableFuture<Fate> owed = outlet.send(reply());
    outlet.retire();
    assertThat(owed).isNotDone();
    assertThat(outlet.isIdle()).isFalse();
    rabbit.resume();
    await().atMost(LONG).until(owed::isDone);
    assertThat(owed).isCompletedWithValue(Fate.CONFIRMED);
    assertThat(outlet.isIdle()).isTrue();
  }

  @Test
  void whatItsEndTakesAlongIsSentAgain() throws Exception {
    Channel broken = connection.createChannel();
    Outlet outlet = Outlet.open(broken);
    rabbit.pause();
    CompletableFuture<Fate> owed = outlet.send(reply());
    outlet.retire();
    broken.basicAck(7, false); // an unknown tag: the broker closes the channel
    rabbit.resume();
    await().atMost(LONG).until(() -> owed.isDone() && !outlet.isOpen());
    assertThat(owed.join()).isIn(Fate.CONFIRMED, Fate.REFUSED);
    assertThat(outlet.send(reply())).isCompletedWithValue(Fate.REFUSED);
  }
}
