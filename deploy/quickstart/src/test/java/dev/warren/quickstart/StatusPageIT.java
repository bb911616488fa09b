package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.loadtest.camera.SimulatedCamera;
import dev.warren.protocol.FrameRequest;
import dev.warren.worker.Worker;
import dev.warren.worker.WorkerConfig;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.http.HttpAddress;
import dev.warren.worker.http.HttpEndpoint;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.status.LastFrames;
import dev.warren.worker.status.WorkerStatus;
import dev.warren.worker.testing.TestTopology;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The worker's page in a real browser, light, dark and on a phone, while four simulated cameras
 * send. With {@code -Dpage.pictures=FOLDER} the README's pictures are made anew.
 */
class StatusPageIT {
  private static final String MODEL = "warren-demo";
  private static final Path DEMO = Path.of("..", "demo-model", MODEL + ".onnx");
  private static final String HOSTILE = "<img src=x onerror=document.title='broken'>";
  private static final List<String> CAMERAS =
      List.of("harbor-north", "market-2", "station-east", HOSTILE);
  private static final int PICTURES = 12;
  private static final int DESKTOP = 1_280;
  private static final int PHONE = 390;

  /** Of a picture. */
  private static final int TALLEST = 1_200;

  private final WorkerCounters counters = new WorkerCounters();
  private final Readiness readiness = new Readiness();
  private Browser browser;
  private int sent;

  @Test
  void showsTheWorkerToPeople() throws Exception {
    Optional<Browser> found = Browser.start();
    if (found.isEmpty()) {
      System.out.println("skipped: no chromium here");
      abort("no chromium here");
    }
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    try (Browser own = found.get();
        TestTopology broker = new TestTopology(MODEL).forgetResults();
        PrometheusMetrics metrics = new PrometheusMetrics("test", "unknown");
        BottleneckWatch watch = BottleneckWatch.start(counters, readiness);
        LastFrames frames = new LastFrames(DecodeConfig.DEFAULT)) {
      browser = own;
      WorkerStatus status =
          new WorkerStatus(
              new WorkerStatus.About("0.1.0", "gpu-07"),
              readiness,
              counters,
              watch,
              Optional.of(frames));
      WorkerConfig config = WorkerConfig.of("gpu-07", broker.amqp(), broker.topology(), DEMO);
      try (HttpEndpoint endpoint =
              HttpEndpoint.start(
                  new HttpAddress("127.0.0.1", 0),
                  Optional.empty(),
                  metrics::scrape,
                  readiness,
                  status);
          Worker worker =
              Worker.start(
                  config,
                  Engines::load,
                  AllMetrics.of(counters, status.listener()),
                  readiness,
                  breakers)) {
        assertThat(worker.readiness().isReady()).isTrue();
        look("http://" + endpoint.address() + "/", broker);
      }
    }
  }

  private void look(String url, TestTopology broker) throws Exception {
    ScheduledExecutorService cameras = Executors.newSingleThreadScheduledExecutor();
    try {
      List<List<byte[]>> pictures = pictures();
      cameras.scheduleAtFixedRate(() -> send(broker, pictures), 0, 500, TimeUnit.MILLISECONDS);
      browser.prefer("light");
      browser.size(DESKTOP, 900, false);
      browser.open(url);
      awaitTrue("document.getElementById('state').textContent === 'live'");
      awaitTrue("document.querySelectorAll('#frames canvas[aria-label]').length === 4");
      awaitTrue("document.getElementById('stage').textContent !== 'inconclusive'");
      everythingIsShown();
      // For whoever looks at the picture.
      browser.evaluate(
          "for (const b of document.querySelectorAll('figcaption b'))"
              + " if (b.textContent.startsWith('<')) b.textContent = 'bridge-4'");
      String light = background();
      fits(DESKTOP);
      keep("light");
      browser.prefer("dark");
      assertThat(background()).isNotEqualTo(light);
      keep("dark");
      browser.size(PHONE, 844, true);
      fits(PHONE);
      keep("phone");
      outlivesItsStreams();
      // A stream that takes its time is cut off, and the next one comes.
      assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("/events"));
    } finally {
      cameras.shutdownNow();
    }
  }

  private static List<List<byte[]>> pictures() {
    List<List<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < CAMERAS.size(); i++) {
      SimulatedCamera camera = new SimulatedCamera(CAMERAS.get(i), i + 1L, 640, 360);
      List<byte[]> own = new ArrayList<>();
      for (int n = 0; n < PICTURES; n++) own.add(camera.frame(5L * n).jpeg(0.8f));
      all.add(own);
    }
    return all;
  }

  private void send(TestTopology broker, List<List<byte[]>> pictures) {
    int n = sent++;
    int camera = n % CAMERAS.size();
    byte[] picture = pictures.get(camera).get(n / CAMERAS.size() % PICTURES);
    // The name in the header is the camera's own; in the routing key it has to be a word.
    broker
        .publisher()
        .tryPublish(
            FrameRequest.builder("f" + n, MODEL, CAMERAS.get(camera), picture)
                .capturedAtMs(System.currentTimeMillis())
                .build());
  }

  private void awaitTrue(String script) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptions()
        .until(() -> browser.evaluate(script).asBoolean());
  }

  private String text(String selector) throws Exception {
    return browser.evaluate("document.querySelector('" + selector + "').textContent").asText();
  }

  private void everythingIsShown() throws Exception {
    assertThat(text("#worker")).isEqualTo("gpu-07");
    assertThat(text("#about")).contains("warren-demo on onnxruntime");
    assertThat(text("#reason")).isNotBlank();
    assertThat(text("#pipeline"))
        .contains("Intake", "Decode", "Batch and engine", "Postprocess", "Publish")
        .contains("in the queue", "waiting", "unconfirmed", "confirm");
    assertThat(text("#times")).contains("decode", "batch wait", "run", "confirm").contains(" ms");
    assertThat(browser.evaluate("document.querySelectorAll('#batches div').length").asInt())
        .isPositive();
    // A camera's name is text, whatever it looks like.
    assertThat(text("#frames")).contains(HOSTILE);
    assertThat(browser.evaluate("document.title").asText()).isEqualTo("Warren · gpu-07");
    assertThat(browser.evaluate("document.images.length").asInt()).isZero();
    JsonNode elsewhere =
        browser.evaluate(
            "performance.getEntriesByType('resource').map(r => r.name)"
                + ".filter(n => !n.startsWith(location.origin) && !n.startsWith('data:'))");
    assertThat(elsewhere).isEmpty();
  }

  private String background() throws Exception {
    return browser.evaluate("getComputedStyle(document.body).backgroundColor").asText();
  }

  private void fits(int width) throws Exception {
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
  }

  /** Longer than one stream lasts. */
  private void outlivesItsStreams() throws Exception {
    long received = received();
    await().atMost(Duration.ofMinutes(1)).until(() -> received() > received + 10);
    assertThat(text("#state")).isEqualTo("live");
  }

  private long received() throws Exception {
    return browser
        .evaluate("Number(document.querySelector('#totals dd').textContent.replace(/\\D/g, ''))")
        .asLong();
  }

  private void keep(String name) throws Exception {
    int width = browser.evaluate("innerWidth").asInt();
    int whole = browser.evaluate("document.documentElement.scrollHeight").asInt();
    int height = Math.min(whole, TALLEST);
    browser.size(width, height, width == PHONE);
    byte[] png = browser.screenshot();
    assertThat(png).startsWith(0x89, 'P', 'N', 'G').hasSizeGreaterThan(10_000);
    Path target = Path.of(System.getProperty("page.pictures", "target"));
    Files.write(Files.createDirectories(target).resolve("page-" + name + ".png"), png);
  }
}
