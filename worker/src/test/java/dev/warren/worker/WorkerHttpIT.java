package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import dev.warren.cli.ExitCode;
import dev.warren.cli.Version;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's process as Prometheus and an orchestrator see it. */
class WorkerHttpIT {
  private static final String MODEL = "slow";
  private static final int DETECTED = 6;
  private static final int HELD = 16;
  private static final Pattern ADDRESS = Pattern.compile("metrics and health at (http://\\S+/)");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  private WarrenProcess startWorker(TestTopology broker, String http) throws IOException {
    // A tenth of a second for each frame: a stop takes long enough to be seen.
    Path model =
        Files.writeString(
            folder.resolve(MODEL + ".simulated"),
            "{\"input\": [64, 64], \"classes\": 1, \"run_ms\": {\"1\": 100}}");
    String args =
        "worker --model %s --lanes 1 --prefix %s --prefetch %d --page-frames on --name w1 --http %s"
            .formatted(model, broker.topology().prefix(), HELD, http);
    return WarrenProcess.start(Map.of("WARREN_AMQP", RabbitMq.shared().uri()), args.split(" "));
  }

  /** Where it listens, as it says in its log. */
  private static String address(WarrenProcess worker) {
    await()
        .atMost(Duration.ofMinutes(1))
        .failFast(() -> assertThat(worker.isAlive()).as(worker.describe()).isTrue())
        .until(() -> ADDRESS.matcher(worker.errors()).find());
    Matcher address = ADDRESS.matcher(worker.errors());
    assertThat(address.find()).isTrue();
    return address.group(1);
  }

  private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
  }

  private Exposition scrape(String address) throws Exception {
    return Exposition.parse(get(address + "metrics").body());
  }

  private static double cameras(Exposition scrape, int fps, int latencyMs) {
    return scrape.value(
        "warren_capacity_cameras", "fps", String.valueOf(fps), "slo_ms", String.valueOf(latencyMs));
  }

  private void awaitReady(String address) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> get(address + "health/ready").body().equals("ready\n"));
  }

  private static FrameRequest.Builder frame(String id) {
    return FrameRequest.builder(id, MODEL, "gate", Pictures.grey(64, 90));
  }

  @Test
  void everyFrameThatItTakesIsAccountedFor() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL);
        WarrenProcess worker = startWorker(broker, "0")) {
      String address = address(worker);
      assertThat(get(address + "health/live").statusCode()).isEqualTo(200);
      awaitReady(address);
      // It listened before there was a model.
      assertThat(worker.errors().indexOf("metrics and health at"))
          .isLessThan(worker.errors().indexOf(" by batch size, all lanes busy"));

      double begin = System.currentTimeMillis() / 1e3;
      for (int i = 0; i < DETECTED; i++) {
        broker.publisher().publish(frame("f" + i).capturedAtMs(System.currentTimeMillis()).build());
      }
      long now = System.currentTimeMillis();
      broker.publisher().publish(frame("late").capturedAtMs(now).deadlineMs(now + 1).build());
      broker.publishRaw(
          new AMQP.BasicProperties.Builder().messageId("raw").build(),
          "no image".getBytes(StandardCharsets.UTF_8));
      await().atMost(Duration.ofMinutes(1)).until(() -> broker.results().size() == DETECTED + 2);
      await().until(() -> scrape(address).value("warren_inflight_frames") == 0);

      Exposition scrape = scrape(address);
      double received = scrape.sum("warren_deliveries_total");
      assertThat(received).isEqualTo(DETECTED + 2);
      assertThat(scrape.sum("warren_frames_total{outcome=\"detected\"")).isEqualTo(DETECTED);
      assertThat(scrape.sum("warren_frames_total{outcome=\"skipped\"")).isEqualTo(1);
      assertThat(scrape.sum("warren_frames_total{outcome=\"failed\"")).isEqualTo(1);
      assertThat(scrape.sum("warren_frames_total")).isEqualTo(received);
      assertThat(scrape.value("warren_settlements_total", "kind", "ack")).isEqualTo(received);
      assertThat(scrape.sum("warren_settlements_total")).isEqualTo(received);
      assertThat(scrape.value("warren_replies_total", "result", "confirmed")).isEqualTo(received);
      assertThat(scrape.value("warren_frame_bytes_count")).isEqualTo(received);
      for (String stage : new String[] {"decode", "batch_wait", "run", "postprocess"}) {
        assertThat(scrape.value("warren_stage_seconds_count", "stage", stage))
            .as(stage)
            .isEqualTo(DETECTED);
      }
      assertThat(scrape.value("warren_stage_seconds_count", "stage", "broker_wait"))
          .as("the late one too, which may have waited longest")
          .isEqualTo(DETECTED + 1);
      assertThat(scrape.value("warren_stage_seconds_sum", "stage", "run"))
          .isGreaterThanOrEqualTo(DETECTED * 0.1);
      assertThat(scrape.value("warren_prefetch_limit")).isEqualTo(HELD);
      assertThat(scrape.value("warren_capacity_frames_per_second")).isBetween(1.0, 10.0);
      assertThat(
              scrape.value(
                  "warren_engine_info",
                  "engine",
                  "simulated",
                  "max_batch",
                  "1",
                  "model",
                  MODEL,
                  "model_version",
                  broker.results().get("f0").get(0).result().frame().modelVersion(),
                  "precision",
                  "none",
                  "role",
                  "worker"))
          .isEqualTo(1);
      assertThat(scrape.value("warren_turnaround_seconds_count")).isEqualTo(received);
      assertThat(scrape.value("warren_turnaround_seconds_sum"))
          .isGreaterThan(scrape.value("warren_stage_seconds_sum", "stage", "run"));
      assertThat(scrape.value("warren_end_to_end_seconds_count")).isEqualTo(DETECTED + 1);
      assertThat(scrape.value("warren_end_to_end_seconds_sum")).isGreaterThan(DETECTED * 0.1);
      assertThat(scrape.value("warren_clock_skew_seconds")).as("one clock").isZero();
      assertThat(scrape.value("warren_last_settled_timestamp_seconds"))
          .isBetween(begin, System.currentTimeMillis() / 1e3);
      assertThat(scrape.value("warren_inflight_bytes")).isZero();
      assertThat(scrape.value("warren_oldest_inflight_seconds")).isZero();
      assertThat(scrape.sum("warren_failures_total")).isEqualTo(1);
      assertThat(scrape.sum("warren_batches_closed_total"))
          .isEqualTo(scrape.value("warren_batch_size_count"))
          .isEqualTo(DETECTED);
      assertThat(scrape.value("warren_stage_busy_seconds_total", "stage", "engine"))
          .isGreaterThanOrEqualTo(DETECTED * 0.1);
      assertThat(scrape.value("warren_stage_busy_seconds_total", "stage", "decode")).isPositive();
      assertThat(scrape.value("warren_stage_busy_seconds_total", "stage", "publish")).isPositive();
      assertThat(scrape.value("warren_stage_lanes", "stage", "engine")).isEqualTo(1);
      assertThat(scrape.value("warren_stage_lanes", "stage", "decode")).isPositive();
      assertThat(scrape.value("warren_consumer_active")).isEqualTo(1);
      double capacity = scrape.value("warren_capacity_frames_per_second");
      assertThat(cameras(scrape, 5, 1_000)).isEqualTo(Math.floor(0.8 * capacity / 5));
      // One lane does 10 frames/s, and 100 ms are over before the reply is there.
      assertThat(cameras(scrape, 10, 1_000)).isZero();
      assertThat(cameras(scrape, 5, 100)).isZero();
      assertThat(scrape.value("warren_native_memory_bytes", "kind", "pixels"))
          .as("images of 64 x 64 x 3 bytes")
          .isPositive();
      assertThat(scrape.value("warren_native_memory_bytes", "kind", "pixels") % (64 * 64 * 3))
          .isZero();
      assertThat(scrape.value("warren_native_memory_bytes", "kind", "javacpp")).isPositive();
      assertThat(scrape.value("warren_model_load_seconds")).isBetween(0.0, 60.0);
      assertThat(scrape.sum("warren_build_info{revision=\"" + Version.revision() + "\""))
          .isEqualTo(1);
      assertThat(scrape.types().keySet()).noneMatch(name -> name.startsWith("warren_gpu"));
      assertThat(scrape.sum("warren_bottleneck{")).isEqualTo(1);
      JsonNode status = new ObjectMapper().readTree(get(address + "api/status").body());
      assertThat(status.at("/worker").asText()).isEqualTo("w1");
      assertThat(status.at("/totals/received").asLong()).isEqualTo(DETECTED + 2);
      assertThat(status.at("/pipeline/intake/limit").asDouble()).isEqualTo(HELD);
      assertThat(status.at("/frames").isArray()).as("asked for by --page-frames").isTrue();
      assertThat(get(address).body()).contains("<title>Warren worker</title>");
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void isNotReadyWhileItStops() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL);
        WarrenProcess worker = startWorker(broker, "0")) {
      String address = address(worker);
      awaitReady(address);
      for (int i = 0; i < 2 * HELD; i++) broker.publisher().publish(frame("f" + i).build());
      await().until(() -> scrape(address).value("warren_inflight_frames") == HELD);
      Exposition busy = scrape(address);
      assertThat(busy.value("warren_inflight_bytes"))
          .isEqualTo(HELD * frame("f").build().image().length);
      assertThat(busy.value("warren_oldest_inflight_seconds")).isPositive();
      worker.terminate();
      AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                answer.set(get(address + "health/ready"));
                return answer.get().statusCode() == 503;
              });
      assertThat(answer.get().body())
          .isEqualTo("drain: stopping, and finishing the frames at hand\n");
      assertThat(get(address + "health/live").statusCode()).isEqualTo(200);
      Exposition stopping = scrape(address);
      assertThat(stopping.value("warren_draining")).isEqualTo(1);
      assertThat(stopping.value("warren_ready")).isZero();
      await().until(() -> scrape(address).value("warren_consumer_active") == 0);
      assertThat(worker.exitCode()).as(worker.errors()).isZero();
    }
  }

  @Test
  void twoWorkersOfOneMachineDoNotShareAnAddress() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL);
        WarrenProcess first = startWorker(broker, "0")) {
      String taken = address(first).replaceAll("http://|/", "");
      try (WarrenProcess second = startWorker(broker, taken)) {
        assertThat(second.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(second.errors())
            .contains("warren worker: --http " + taken + ": cannot listen there: Address already")
            .doesNotContain("\tat ");
      }
      assertThat(first.stop()).as(first.errors()).isZero();
    }
  }
}
