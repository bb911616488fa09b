package dev.warren.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionConfig;
import dev.warren.worker.broker.Supervision;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumers of which nobody knows whether they are there: the next session has others. */
class IntakeSessionIT {
  private static final String MODEL = "fake";
  @AutoClose private static RabbitMq rabbit;

  private final CompletableFuture<Void> never = new CompletableFuture<>();
  private final List<Broker> sessions = new CopyOnWriteArrayList<>();
  private final AtomicInteger taken = new AtomicInteger();
  private Runnable onFrame = () -> {};
  private Consumer<Ticket> onTicket = ticket -> {};
  private Topology topology;
  private Supervision supervision;
  private Moves moves;
  private FrameIntake intake;

  @BeforeAll
  static void startBroker() {
    rabbit = RabbitMq.start();
  }

  @BeforeEach
  void start() throws Exception {
    topology = rabbit.topology();
    try (Connection connection = rabbit.connect()) {
      topology.declare(connection.createChannel(), MODEL);
    }
    supervision =
        Supervision.start(
            rabbit
                .amqp()
                .withConnectTimeout(Duration.ofSeconds(2))
                .withHeartbeat(Duration.ofMinutes(10)),
            "test",
            SessionConfig.DEFAULT,
            new Readiness(),
            WorkerMetrics.NOOP,
            never);
    String queue = topology.framesQueue(MODEL);
    moves = new Moves(topology, MODEL, queue, WorkerMetrics.NOOP);
    TicketReader reader =
        new TicketReader(
            "v1",
            FrameLimits.DEFAULT,
            PublisherRights.of(topology),
            WorkerMetrics.NOOP,
            Tracing.OFF);
    intake =
        new FrameIntake(
            new IntakeConfig(queue, 1, 2, Duration.ZERO, Duration.ofDays(1)),
            reader,
            moves,
            this::take,
            outcome -> {},
            WorkerMetrics.NOOP);
    supervision.add(sessions::add, never);
    supervision.add(intake, never);
  }

  @AfterEach
  void stop() {
    rabbit.resume();
    intake.close();
    moves.close();
    supervision.close();
  }

  private void take(Ticket ticket) {
    if (sessions.size() == 1) onFrame.run();
    onTicket.accept(ticket);
    taken.incrementAndGet();
  }

  private void assertTheNextSessionConsumes() {
    assertThat(sessions.get(0).lost()).isDone();
    rabbit.resume();
    await().atMost(Duration.ofMinutes(1)).until(() -> sessions.size() == 2 && intake.isConsuming());
  }

  @Test
  void oneThatIsAskedForInVain() {
    intake.pause();
    rabbit.pause();
    intake.resume();
    assertTheNextSessionConsumes();
  }

  @Test
  void oneThatIsCancelledInVain() {
    rabbit.pause();
    intake.pause();
    intake.resume();
    assertTheNextSessionConsumes();
  }

  @Test
  void aSecondOneThatIsAskedForInVain() throws Exception {
    onFrame = rabbit::pause;
    publish();
    await().atMost(Duration.ofMinutes(1)).until(() -> sessions.get(0).lost().isDone());
    assertTheNextSessionConsumes();
  }

  /** The client library would close its channel, as if we had, and nobody would know. */
  @Test
  void oneThatHasNoMemoryLeftForAFrame() throws Exception {
    onFrame =
        () -> {
          throw new OutOfMemoryError("in a test");
        };
    publish();
    await().atMost(Duration.ofMinutes(1)).until(() -> sessions.get(0).lost().isDone());
    assertTheNextSessionConsumes();
  }

  /** The broker would close the channel, and with it go all that it holds. */
  @Test
  void aFrameThatIsSettledTwiceEndsNoSession() throws Exception {
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    onTicket =
        ticket -> {
          ticket.receipt().ack();
          second.complete(catchThrowable(ticket.receipt()::requeue));
        };
    publish();
    assertThat(second.get(1, TimeUnit.MINUTES)).hasMessageEndingWith("was settled already");
    publish();
    await().atMost(Duration.ofMinutes(1)).until(() -> taken.get() == 2);
    assertThat(sessions).hasSize(1);
  }

  private void publish() throws Exception {
    try (FramePublisher publisher =
        FramePublisher.open(rabbit.amqp(), PublisherConfig.of(topology))) {
      publisher
          .publish(
              FrameRequest.builder("f", MODEL, "gate", Pictures.grey(8, 1))
                  .freshness(Freshness.LATEST)
                  .build())
          .get();
    }
  }
}
