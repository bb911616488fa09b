package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.Topology;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.broker.SessionConfig;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Queues of one test's own on a broker that the test may break, and an account of its frames. */
final class SessionSite implements AutoCloseable {
  static final String MODEL = "fake";
  static final int PREFETCH = 16;

  private static final int SIDE = 32;
  private static final int MAX_BATCH = 4;
  private static final Duration LONG = Duration.ofMinutes(1);

  final RabbitMq rabbit;
  final Topology topology;
  final Readiness readiness = new Readiness();
  final WorkerCounters counters = new WorkerCounters();
  final PrometheusMetrics metrics = new PrometheusMetrics("test", "unknown");
  final Semaphore permits = new Semaphore(0);
  final FakeEngine engine = new FakeEngine(MODEL, SIDE, MAX_BATCH, 2, permits);

  /** Bodies of the answers by request id, as the detections queue had them. */
  final Map<String, List<String>> answers = new HashMap<>();

  private volatile boolean closed;
  private int published;

  SessionSite(RabbitMq rabbit) {
    this.rabbit = rabbit;
    this.topology = rabbit.topology();
  }

  void declare() throws Exception {
    try (Connection connection = rabbit.connect()) {
      topology.declare(connection.createChannel(), MODEL);
    }
    rabbit.syncMetadata();
  }

  /** One batch of each 20 ms from now on. */
  void run() {
    Thread pace =
        new Thread(
            () -> {
              while (!closed) {
                permits.release();
                try {
                  TimeUnit.MILLISECONDS.sleep(20);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    pace.setDaemon(true);
    pace.start();
  }

  WorkerConfig config(AmqpConfig amqp, boolean declare, Duration drainTimeout) {
    return WorkerConfig.of("w1", amqp, topology, Path.of("none"))
        .with(
            c -> {
              c.declare = declare;
              c.prefetch = PREFETCH;
              c.drainTimeout = drainTimeout;
              c.session =
                  new SessionConfig(
                      Duration.ofSeconds(60),
                      Duration.ofMillis(100),
                      Duration.ofSeconds(1),
                      Duration.ofSeconds(2));
            });
  }

  Worker start() throws IOException {
    return start(config(rabbit.amqp(), false, Duration.ofSeconds(20)));
  }

  Worker start(WorkerConfig config) throws IOException {
    return Worker.start(
        config,
        c -> engine,
        AllMetrics.of(counters, metrics.listener()),
        readiness,
        CircuitBreakerRegistry.ofDefaults());
  }

  /** Returns when the broker has them. */
  void publish(int count) throws Exception {
    publish(count, UnaryOperator.identity());
  }

  /** The same with more than a picture. */
  void publish(int count, UnaryOperator<FrameRequest.Builder> terms) throws Exception {
    try (FramePublisher publisher =
        FramePublisher.open(rabbit.amqp(), PublisherConfig.of(topology))) {
      for (int i = 0; i < count; i++) {
        byte[] image = Pictures.grey(SIDE, 1 + published % 200);
        publisher.publish(
            terms.apply(FrameRequest.builder("f" + published++, MODEL, "gate", image)).build());
      }
      assertThat(publisher.flush(Duration.ofSeconds(30))).isTrue();
    }
  }

  void awaitConfirmed(long count) {
    await().atMost(LONG).until(() -> counters.totals().confirmed() >= count);
  }

  void awaitReady() {
    await().atMost(LONG).until(readiness::isReady);
  }

  Exposition scrape() {
    return Exposition.parse(metrics.scrape(null).body());
  }

  /** Frames that no worker holds. */
  long ready() throws IOException {
    try (Connection connection = rabbit.connect()) {
      return connection.createChannel().messageCount(topology.framesQueue(MODEL));
    }
  }

  /**
   * Waits for an answer to every frame that was published, and for an empty queue.
   *
   * @return how many answers there were too many
   */
  int account() throws Exception {
    return account(0);
  }

  /**
   * The same where some frames get none.
   *
   * @param unanswered how many
   */
  int account(long unanswered) throws Exception {
    try (Connection connection = rabbit.connect()) {
      Channel channel = connection.createChannel();
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                takeAnswers(channel);
                assertThat(answers).hasSize(published - (int) unanswered);
                assertThat(channel.messageCount(topology.framesQueue(MODEL))).isZero();
                assertThat(scrape().value("warren_inflight_frames")).isZero();
              });
      takeAnswers(channel);
    }
    int extra = 0;
    for (Map.Entry<String, List<String>> frame : answers.entrySet()) {
      assertThat(new HashSet<>(frame.getValue())).as("answers to %s", frame.getKey()).hasSize(1);
      extra += frame.getValue().size() - 1;
    }
    Exposition scrape = scrape();
    assertThat(scrape.sum("warren_settlements_total"))
        .as("every delivery is settled or lost")
        .isEqualTo(scrape.sum("warren_deliveries_total"));
    return extra;
  }

  private void takeAnswers(Channel channel) throws IOException {
    for (GetResponse r; (r = channel.basicGet(topology.detectionsQueue(), true)) != null; ) {
      answers
          .computeIfAbsent(r.getProps().getCorrelationId(), id -> new ArrayList<>())
          .add(new String(r.getBody(), StandardCharsets.UTF_8));
    }
  }

  void report(String what, int extra) {
    System.out.printf(
        "%s: published %d, answered %d, lost 0, duplicated %d, reconnects %.0f%n",
        what, published, answers.size(), extra, scrape().value("warren_broker_reconnects_total"));
  }

  @Override
  public void close() {
    closed = true;
    metrics.close();
  }
}
