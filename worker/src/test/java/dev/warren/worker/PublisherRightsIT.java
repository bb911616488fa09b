package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageReference;
import dev.warren.protocol.ReplyPolicy;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.intake.PublisherRights;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.publish.GivenUp;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.reference.UriPrefix;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.Pictures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What publishers may have a worker fetch, and where to they may have it write. */
class PublisherRightsIT {
  private static final byte[] IMAGE = Pictures.grey(FakeSite.SIDE, 77);

  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final PrometheusMetrics metrics = new PrometheusMetrics("test", "unknown");
  private final FakeSite site = new FakeSite();
  private HttpServer store;

  @BeforeEach
  void open() throws IOException {
    metrics.bind(site.breakers);
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.setExecutor(threads);
    store.createContext("/", this::answer);
    store.start();
  }

  @AfterEach
  void close() throws Exception {
    threads.shutdownNow();
    store.stop(0);
    metrics.close();
    site.close();
  }

  /** Each path has its own way of answering. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean first = asked.add(path);
    try (exchange) {
      switch (path) {
        case "/frames/redirects.png" -> {
          exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data/");
          exchange.sendResponseHeaders(302, -1);
        }
        case "/frames/gone.png" -> exchange.sendResponseHeaders(404, -1);
        case "/frames/busy-at-first.png" -> {
          exchange.sendResponseHeaders(first ? 503 : 200, first ? -1 : IMAGE.length);
          if (!first) exchange.getResponseBody().write(IMAGE);
        }
        case "/frames/busy.png" -> exchange.sendResponseHeaders(503, -1);
        case "/frames/busy-for-long.png" -> {
          Thread.sleep(3_500);
          exchange.sendResponseHeaders(503, -1);
        }
        case "/frames/slow.png" -> {
          exchange.sendResponseHeaders(200, IMAGE.length);
          exchange.getResponseBody().flush();
          Thread.sleep(Duration.ofMinutes(5).toMillis());
        }
        case "/frames/longer.png" -> {
          exchange.sendResponseHeaders(200, IMAGE.length + 1);
          exchange.getResponseBody().write(Arrays.copyOf(IMAGE, IMAGE.length + 1));
        }
        default -> {
          exchange.sendResponseHeaders(200, IMAGE.length);
          exchange.getResponseBody().write(IMAGE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + store.getAddress().getPort() + path);
  }

  private Worker start(boolean local, List<UriPrefix> prefixes) throws IOException {
    return start(local, prefixes, 0);
  }

  private Worker start(boolean local, List<UriPrefix> prefixes, int retries) throws IOException {
    ReferenceConfig references =
        new ReferenceConfig(prefixes, local, 1, Duration.ofSeconds(2), Duration.ofSeconds(4));
    WorkerConfig config = site.config(FakeSite.PREFETCH);
    ReplyPolicy replies = ReplyPolicy.usual(config.topology());
    return site.start(
        config.with(
            c -> {
              c.publishers = new PublisherRights(replies, references);
              c.givenUp = new GivenUp.Config(retries, false);
            }),
        FakeSite.engine("fake", 1),
        metrics.listener());
  }

  private void publish(String id, ImageReference reference) throws Exception {
    FrameRequest frame = FrameRequest.builder(id, FakeSite.MODEL, "gate", reference).build();
    site.broker.publisher().publish(frame);
  }

  private void publish(String id, String path) throws Exception {
    publish(id, ImageReference.of(at(path), IMAGE));
  }

  private FrameResult only(String id) {
    // The first frame of a process waits for native libraries.
    await().atMost(Duration.ofMinutes(3)).until(() -> site.broker.results().containsKey(id));
    assertThat(site.broker.results().get(id)).hasSize(1);
    return site.broker.results().get(id).get(0).result();
  }

  private void assertFailed(String id, FailReason reason, String stage, String words) {
    FrameResult.Failed failed = (FrameResult.Failed) only(id);
    assertThat(failed.reason()).as(id).isEqualTo(reason);
    assertThat(failed.stage()).as(id).isEqualTo(stage);
    assertThat(failed.detail()).as(id).contains(words);
    assertThat(failed.retryable()).as(id).isEqualTo(reason == FailReason.INTERNAL);
  }

  private double shown(String series) {
    Map<String, Double> samples = Exposition.parse(metrics.scrape(null).body()).samples();
    return samples.entrySet().stream()
        .filter(e -> e.getKey().startsWith(series))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  @Test
  void anImageIsFetchedFromWhereItIsAllowedAndEveryOtherCaseIsAnswered() throws Exception {
    List<UriPrefix> prefixes = List.of(UriPrefix.parse(at("/frames/").toString()));
    try (Worker worker = start(true, prefixes)) {
      publish("good", "/frames/1.png");
      publish("elsewhere", "/secrets/1.png");
      publish("redirects", "/frames/redirects.png");
      publish("gone", "/frames/gone.png");
      publish("busy", "/frames/busy.png");
      publish("slow", "/frames/slow.png");
      publish("longer", "/frames/longer.png");
      int tooLarge = (4 << 20) + 1;
      publish("large", new ImageReference(at("/frames/2"), "ab".repeat(32), tooLarge, "image/png"));
      publish(
          "other", new ImageReference(at("/frames/3"), "ab".repeat(32), IMAGE.length, "image/png"));
      site.broker.publisher().publish(FakeSite.frame("plain").build());

      FrameResult.Detected good = (FrameResult.Detected) only("good");
      assertThat(good.detections().get(0).classId()).isEqualTo(77); // its own pixels
      assertThat(only("plain")).isInstanceOf(FrameResult.Detected.class);
      assertFailed("elsewhere", FailReason.MALFORMED, "fetch", "in no place that this worker may");
      assertFailed("redirects", FailReason.MALFORMED, "fetch", "redirects (status 302)");
      assertFailed("gone", FailReason.MALFORMED, "fetch", "status 404");
      assertFailed("busy", FailReason.INTERNAL, "fetch", "status 503");
      assertFailed("slow", FailReason.INTERNAL, "fetch", "no image within 4000 ms");
      assertFailed("longer", FailReason.MALFORMED, "fetch", "bytes, not " + IMAGE.length);
      assertFailed("large", FailReason.OVERSIZE, "intake", "limit " + (4 << 20));
      assertFailed("other", FailReason.MALFORMED, "fetch", "has sha256");
      await().until(() -> site.counters.totals().confirmed() == 10);
      assertThat(worker.failure()).isNotDone();

      assertThat(asked).contains("/frames/1.png").doesNotContain("/secrets/1.png", "/frames/2");
      assertThat(shown("warren_stage_seconds_count{stage=\"fetch\"")).isEqualTo(1);
      assertThat(shown("warren_fetched_bytes_total")).isEqualTo(IMAGE.length);
      assertThat(shown("resilience4j_circuitbreaker_state{name=\"" + at("").getAuthority() + "\""))
          .isEqualTo(1);
    }
    assertThat(site.broker.ready()).isZero();
  }

  @Test
  void aStoreThatFailsIsAskedAgainLater() throws Exception {
    List<UriPrefix> prefixes = List.of(UriPrefix.parse(at("/frames/").toString()));
    try (Worker worker = start(true, prefixes, 3)) {
      publish("patient", "/frames/busy-at-first.png");
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> site.broker.results().containsKey("patient"));
      assertThat(only("patient")).isInstanceOf(FrameResult.Detected.class);
      assertThat(site.broker.results().get("patient").get(0).headers().attempt()).isGreaterThan(1);
      assertThat(site.counters.totals().failed()).isZero();
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  @Test
  void aFrameThatBecameLateMeanwhileIsSkippedInsteadOfTriedAgain() throws Exception {
    List<UriPrefix> prefixes = List.of(UriPrefix.parse(at("/frames/").toString()));
    try (Worker worker = start(true, prefixes, 3)) {
      ImageReference image = ImageReference.of(at("/frames/busy-for-long.png"), IMAGE);
      FrameRequest.Builder frame = FrameRequest.builder("late", FakeSite.MODEL, "gate", image);
      site.broker.publisher().publish(frame.ttlMs(3_000L).build());
      assertThat(((FrameResult.Skipped) only("late")).reason()).isEqualTo(SkipReason.DEADLINE);
      assertThat(site.broker.results().get("late").get(0).headers().attempt()).isEqualTo(1);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  @Test
  void anAddressOfThisMachineIsLeftAloneUnlessItIsAllowed() throws Exception {
    try (Worker worker = start(false, List.of(UriPrefix.parse(at("/frames/").toString())))) {
      publish("local", "/frames/1.png");
      assertFailed("local", FailReason.MALFORMED, "fetch", "local or metadata address");
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void nothingIsFetchedUnlessItIsAllowed() throws Exception {
    try (Worker worker = start(true, List.of())) {
      publish("off", "/frames/1.png");
      assertFailed("off", FailReason.UNSUPPORTED, "intake", ImageReference.CONTENT_TYPE);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aQueueThatIsNotARequestersIsNotWrittenTo() throws Exception {
    String others = "others-" + site.broker.topology().prefix();
    site.broker.channel().queueDeclare(others, false, true, true, Map.of());
    String own = site.broker.channel().queueDeclare().getQueue();
    try (Worker worker = start(false, List.of())) {
      for (String queue : List.of(others, site.broker.topology().framesQueue(FakeSite.MODEL))) {
        site.broker.publisher().publish(FakeSite.frame("to-" + queue).replyTo(queue).build());
        assertThat(only("to-" + queue)).isInstanceOf(FrameResult.Detected.class);
      }
      site.broker.publisher().publish(FakeSite.frame("own").replyTo(own).build());
      await().until(() -> site.broker.channel().messageCount(own) == 1);
      await().until(() -> site.counters.totals().confirmed() == 3);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.channel().messageCount(others)).isZero();
    assertThat(site.broker.ready()).isZero();
    assertThat(site.broker.results()).doesNotContainKey("own");
    assertThat(shown("warren_reply_to_refused_total")).isEqualTo(2);
  }
}
