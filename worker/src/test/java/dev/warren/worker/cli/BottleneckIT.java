package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.ImageReference;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.protocol.testing.proxy.FaultProxy;
import dev.warren.worker.Worker;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.intake.PublisherRights;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.reference.UriPrefix;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.awt.Color;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

/**
 * A worker that is held up at one place, by a real delay, names that place: by HTTP, as a metric
 * and in its log.
 *
 * <p>Each of them watches itself for ten seconds, in which it mostly waits: so they do it at the
 * same time, but for the one that needs a processor to itself.
 */
@Tag("alone")
@Execution(ExecutionMode.CONCURRENT)
class BottleneckIT {
  private static final String PROCESSOR = "processor";
  private static final String OWN_BROKER = "own broker";

  private static final String MODEL = "paced";
  private static final Duration NAMED_WITHIN = Duration.ofSeconds(30);
  private static final long DELAY_MILLIS = 300;
  private static final long STORE_MILLIS = 50;

  /** Nobody waits for what a worker still holds: queue and frames are this test's own. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  /** Two seconds of work for the engine, of which the last half second is held and not queued. */
  private static final int BURST = 40;

  private static final Duration BURST_EVERY = Duration.ofSeconds(4);
  private static final byte[] SMALL = Pictures.grey(64, 90);
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(BottleneckWatch.class);

  private final HttpClient client = HttpClient.newHttpClient();

  private final List<String> logged = new CopyOnWriteArrayList<>();

  @TempDir Path folder;

  private int published;

  /** To be harmed, so not the shared one. */
  private static RabbitMq own;

  private static synchronized RabbitMq ownBroker() {
    if (own == null) own = RabbitMq.start();
    return own;
  }

  @AfterAll
  static void stopOwnBroker() {
    if (own != null) own.close();
    own = null;
  }

  /** Where a worker's watch, on a thread that this test's thread has begun, logs to. */
  private static final InheritableThreadLocal<List<String>> LISTENER =
      new InheritableThreadLocal<>();

  private static final AppenderBase<ILoggingEvent> BY_TEST =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          List<String> listener = LISTENER.get();
          if (listener != null) listener.add(event.getFormattedMessage());
        }
      };

  @BeforeAll
  static void listen() {
    LOG.setLevel(Level.INFO); // the tests' configuration shows warnings alone
    BY_TEST.start();
    LOG.addAppender(BY_TEST);
  }

  @AfterAll
  static void stopListening() {
    LOG.detachAppender(BY_TEST);
    BY_TEST.stop();
    LOG.setLevel(null);
  }

  @BeforeEach
  void hear() {
    LISTENER.set(logged);
  }

  /** A worker with all by which it is watched. */
  private final class Watched implements AutoCloseable {
    private final WorkerCounters counters = new WorkerCounters();
    private final Readiness readiness = new Readiness();
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    private final Instruments instruments =
        Instruments.open(
            new Instruments.Settings("0", Optional.empty(), "w1", Optional.empty()),
            readiness,
            breakers,
            counters);
    private final Worker worker;

    /**
     * @param millis of one run of the engine, of one or two frames
     * @param prefetch 0 for what the worker chooses
     */
    Watched(AmqpConfig amqp, TestTopology broker, double millis, int prefetch) throws IOException {
      this(amqp, broker, millis, prefetch, ReferenceConfig.NONE);
    }

    Watched(
        AmqpConfig amqp,
        TestTopology broker,
        double millis,
        int prefetch,
        ReferenceConfig references)
        throws IOException {
      Path model =
          Files.writeString(
              folder.resolve(MODEL + ".simulated"),
              "{\"input\": [64, 64], \"classes\": 1, \"run_ms\": {\"1\": %s, \"2\": %s}}"
                  .formatted(millis, millis));
      WorkerConfig config =
          WorkerConfig.of("w1", amqp, broker.topology(), model)
              .with(
                  c -> {
                    c.decodeThreads = 1;
                    c.prefetch = prefetch;
                    c.drainTimeout = DRAIN;
                    c.publishers = new PublisherRights(c.publishers.replies(), references);
                  });
      worker =
          Worker.start(
              config,
              Engines::load,
              AllMetrics.of(counters, instruments.listeners()),
              readiness,
              breakers);
    }

    String get(String path) throws IOException, InterruptedException {
      URI uri = URI.create("http://" + instruments.address().orElseThrow() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    JsonNode verdict() throws Exception {
      return new ObjectMapper().readTree(get("/api/status")).get("bottleneck");
    }

    @Override
    public void close() {
      worker.close();
      instruments.close();
    }
  }

  /** A few hundred frames wait in the queue, or as many as there is to do for a while. */
  private void fill(TestTopology broker, byte[] image, int least) throws Exception {
    if (broker.ready() >= least) return;
    for (int i = 0; i < 2 * least; i++) publish(broker, image);
    broker.publisher().flush(Duration.ofSeconds(30));
  }

  private void publish(TestTopology broker, byte[] image) throws Exception {
    broker
        .publisher()
        .publish(FrameRequest.builder("f" + published++, MODEL, "gate", image).build());
  }

  private interface Feed {
    void more() throws Exception;
  }

  /** Until the verdict is this, as JSON and as a metric. */
  private void expectNamed(String stage, Watched worker, Feed feed) throws Exception {
    JsonNode[] last = new JsonNode[1];
    await()
        .atMost(NAMED_WITHIN)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () -> {
              feed.more();
              last[0] = worker.verdict();
              assertThat(last[0].get("stage").asText()).as(last[0].toString()).isEqualTo(stage);
            });
    System.out.printf("%s: %s%n", stage, last[0].get("reason").asText());
    Exposition metrics = Exposition.parse(worker.get("/metrics"));
    assertThat(metrics.value("warren_bottleneck", "stage", stage)).isEqualTo(1);
    assertThat(metrics.sum("warren_bottleneck{")).isEqualTo(1);
  }

  /** Half a minute later at most, if something else was logged shortly before. */
  private void expectLogged(String stage) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> logged.stream().anyMatch(m -> m.startsWith("bottleneck: " + stage)));
  }

  @Test
  @ResourceLock(value = PROCESSOR, mode = ResourceAccessMode.READ)
  void slowEngine() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        Watched worker = new Watched(broker.amqp(), broker, 200, 64)) {
      expectNamed("engine", worker, () -> fill(broker, SMALL, 200));
      expectLogged("engine");
    }
  }

  @Test
  @ResourceLock(PROCESSOR)
  void slowDecode() throws Exception {
    byte[] large = Pictures.encode(Pictures.plain(6_000, 4_000, Color.PINK), "jpg");
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        Watched worker = new Watched(broker.amqp(), broker, 1, 0)) {
      expectNamed("decode", worker, () -> fill(broker, large, 40));
      double engine =
          new ObjectMapper()
              .readTree(worker.get("/api/status"))
              .at("/pipeline/engine/capacity_frames_per_second")
              .asDouble();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                fill(broker, large, 40);
                Exposition scrape = Exposition.parse(worker.get("/metrics"));
                assertThat(scrape.value("warren_capacity_frames_per_second"))
                    .as("an autoscaler must not count on the engine")
                    .isLessThan(engine / 2);
              });
      expectLogged("decode");
    }
  }

  @Test
  @ResourceLock(value = PROCESSOR, mode = ResourceAccessMode.READ)
  void slowStore() throws Exception {
    HttpServer store = store();
    URI frames = URI.create("http://127.0.0.1:%d/frames/".formatted(store.getAddress().getPort()));
    ReferenceConfig references =
        new ReferenceConfig(
            List.of(UriPrefix.parse(frames.toString())),
            true,
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        Watched worker = new Watched(broker.amqp(), broker, 1, 0, references)) {
      ImageReference image = ImageReference.of(frames.resolve("1.png"), SMALL);
      Feed feed =
          () -> {
            if (broker.ready() >= 100) return;
            for (int i = 0; i < 200; i++) {
              FrameRequest frame =
                  FrameRequest.builder("f" + published++, MODEL, "gate", image).build();
              broker.publisher().publish(frame);
            }
            broker.publisher().flush(Duration.ofSeconds(30));
          };
      expectNamed("decode", worker, feed);
      assertThat(worker.verdict().get("reason").asText())
          .containsPattern("\\(fetching images ([5-9]\\d|100) ");
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                feed.more();
                Exposition scrape = Exposition.parse(worker.get("/metrics"));
                assertThat(scrape.value("warren_capacity_frames_per_second"))
                    .as("one thread, and a store that takes so long for each frame")
                    .isLessThan(1.2e3 / STORE_MILLIS);
                assertThat(scrape.value("warren_capacity_cameras", "fps", "5", "slo_ms", "1000"))
                    .isLessThan(1.2e3 / STORE_MILLIS / 5);
              });
    } finally {
      store.stop(0);
    }
  }

  private static HttpServer store() throws IOException {
    HttpServer store =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext(
        "/",
        exchange -> {
          try (exchange) {
            TimeUnit.MILLISECONDS.sleep(STORE_MILLIS);
            exchange.sendResponseHeaders(200, SMALL.length);
            exchange.getResponseBody().write(SMALL);
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        });
    store.start();
    return store;
  }

  @Test
  @ResourceLock(value = PROCESSOR, mode = ResourceAccessMode.READ)
  void slowConfirms() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        FaultProxy way = FaultProxy.start(broker.amqp());
        Watched worker = new Watched(way.on(broker.amqp()), broker, 1, 16)) {
      way.latency(DELAY_MILLIS, "w1 publish"); // not of the start, which has many ways to go
      expectNamed("publish", worker, () -> fill(broker, SMALL, 200));
      expectLogged("publish");
    }
  }

  @Test
  @ResourceLock(value = PROCESSOR, mode = ResourceAccessMode.READ)
  void fewPlacesAndALongWay() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        FaultProxy way = FaultProxy.start(broker.amqp());
        Watched worker = new Watched(way.on(broker.amqp()), broker, 1, 4)) {
      way.latency(DELAY_MILLIS, "w1 consume"); // not of the start, which has many ways to go
      expectNamed("consume", worker, () -> fill(broker, SMALL, 200));
      expectLogged("consume");
    }
  }

  @Test
  @ResourceLock(OWN_BROKER)
  void anAlarmAtTheBroker() throws Exception {
    RabbitMq harmed = ownBroker();
    try (TestTopology broker = new TestTopology(harmed, MODEL).forgetResults();
        Watched worker = new Watched(harmed.amqp(), broker, 200, 0)) {
      fill(broker, SMALL, 500); // more than is done until the alarm is there
      harmed.raiseAlarm();
      try {
        expectNamed("broker", worker, () -> {});
        expectLogged("broker");
      } finally {
        harmed.endAlarm();
      }
    }
  }

  @Test
  @ResourceLock(OWN_BROKER)
  void aBrokerThatStandsStill() throws Exception {
    RabbitMq harmed = ownBroker();
    try (TestTopology broker = new TestTopology(harmed, MODEL).forgetResults();
        Watched worker = new Watched(harmed.amqp(), broker, 20, 0)) {
      fill(broker, SMALL, 400);
      harmed.pause();
      try {
        expectNamed("broker", worker, () -> {});
      } finally {
        harmed.resume();
      }
    }
  }

  @Test
  @ResourceLock(value = PROCESSOR, mode = ResourceAccessMode.READ)
  void hardlyAnyFrames() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        Watched worker = new Watched(broker.amqp(), broker, 20, 0)) {
      expectNamed("starved", worker, () -> publish(broker, SMALL));
      expectLogged("starved");
    }
  }

  /** Bursts: half of the time there is too much to do, and half of the time nothing. */
  @Test
  @ResourceLock(value = PROCESSOR, mode = ResourceAccessMode.READ)
  void namesNothingThatIsNotClear() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        Watched worker = new Watched(broker.amqp(), broker, 100, 8)) {
      assertThat(worker.verdict().get("stage").asText()).as("at first").isEqualTo("inconclusive");
      await()
          .atMost(NAMED_WITHIN)
          .pollInterval(BURST_EVERY)
          .pollDelay(Duration.ZERO)
          .untilAsserted(
              () -> {
                for (int i = 0; i < BURST; i++) publish(broker, SMALL);
                assertThat(worker.verdict().get("reason").asText())
                    .startsWith("no stage is busy, and frames wait in the queue");
              });
      assertThat(worker.verdict().get("stage").asText()).isEqualTo("inconclusive");
      assertThat(logged).isEmpty();
    }
  }
}
