package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.SlowWay;
import dev.warren.worker.testing.TestTopology;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker's process that is held up at one place, by a real delay, names that place: by HTTP, as a
 * metric and in its log.
 */
class BottleneckIT {
  private static final String MODEL = "paced";
  private static final Duration NAMED_WITHIN = Duration.ofSeconds(30);
  private static final Duration DELAY = Duration.ofMillis(150);
  private static final byte[] SMALL = Pictures.grey(64, 90);
  private static final Pattern ADDRESS = Pattern.compile("at (http://\\S+/)");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  private int published;

  /**
   * @param millis of one run of the engine, of one or two frames
   */
  private WarrenProcess start(
      AmqpConfig amqp, TestTopology broker, double millis, String... options) throws IOException {
    Path model =
        Files.writeString(
            folder.resolve(MODEL + ".simulated"),
            "{\"input\": [64, 64], \"classes\": 1, \"run_ms\": {\"1\": %s, \"2\": %s}}"
                .formatted(millis, millis));
    List<String> arguments =
        new ArrayList<>(
            List.of("worker", "--model", model.toString(), "--http", "0", "--name", "w1"));
    arguments.addAll(List.of("--prefix", broker.topology().prefix(), "--decode-threads", "1"));
    arguments.addAll(List.of(options));
    return WarrenProcess.start(
        Map.of(
            "WARREN_AMQP",
            "amqp://%s:%s@%s".formatted(amqp.username(), amqp.password(), amqp.address())),
        arguments.toArray(String[]::new));
  }

  private String address(WarrenProcess worker) {
    await()
        .atMost(Duration.ofMinutes(1))
        .failFast(() -> assertThat(worker.isAlive()).as(worker.describe()).isTrue())
        .until(() -> worker.errors().contains("worker w1 serves"));
    Matcher address = ADDRESS.matcher(worker.errors());
    assertThat(address.find()).isTrue();
    return address.group(1);
  }

  private String get(String uri) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString()).body();
  }

  private JsonNode verdict(String address) throws Exception {
    return new ObjectMapper().readTree(get(address + "api/status")).get("bottleneck");
  }

  /** A few hundred frames wait in the queue, or as many as there is to do for a while. */
  private void fill(TestTopology broker, byte[] image, int least) throws Exception {
    if (broker.ready() >= least) return;
    for (int i = 0; i < 2 * least; i++) publish(broker, image);
    broker.publisher().flush(Duration.ofSeconds(30));
  }

  private void publish(TestTopology broker, byte[] image) throws Exception {
    broker.publisher().publish(FrameRequest.builder("f" + published++, MODEL, "gate", image).build());
  }

  private interface Feed {
    void more() throws Exception;
  }

  /** Until the verdict is this, and then that all say so. */
  private void expectNamed(String stage, WarrenProcess worker, Feed feed) throws Exception {
    String address = address(worker);
    JsonNode[] last = new JsonNode[1];
    await()
        .atMost(NAMED_WITHIN)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () -> {
              feed.more();
              last[0] = verdict(address);
              assertThat(last[0].get("stage").asText()).as(last[0].toString()).isEqualTo(stage);
            });
    System.out.printf("%s: %s%n", stage, last[0].get("reason").asText());
    Exposition metrics = Exposition.parse(get(address + "metrics"));
    assertThat(metrics.value("warren_bottleneck", "stage", stage)).isEqualTo(1);
    assertThat(metrics.sum("warren_bottleneck{")).isEqualTo(1);
    await()
        .atMost(NAMED_WITHIN)
        .until(() -> worker.errors().contains("bottleneck: " + stage + ": "));
  }

  @Test
  void slowEngine() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        WarrenProcess worker = start(broker.amqp(), broker, 100)) {
      expectNamed("engine", worker, () -> fill(broker, SMALL, 200));
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void slowDecode() throws Exception {
    byte[] large = Pictures.encode(Pictures.plain(6_000, 4_000, Color.PINK), "jpg");
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        WarrenProcess worker = start(broker.amqp(), broker, 1)) {
      expectNamed("decode", worker, () -> fill(broker, large, 40));
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void slowConfirms() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        SlowWay way = new SlowWay(broker.amqp(), "w1 publish", DELAY);
        WarrenProcess worker = start(way.amqp(), broker, 1, "--prefetch", "16")) {
      expectNamed("publish", worker, () -> fill(broker, SMALL, 200));
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void fewPlacesAndALongWay() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        SlowWay way = new SlowWay(broker.amqp(), "w1 consume", DELAY);
        WarrenProcess worker = start(way.amqp(), broker, 1, "--prefetch", "4")) {
      expectNamed("consume", worker, () -> fill(broker, SMALL, 200));
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void anAlarmAtTheBroker() throws Exception {
    try (RabbitMq own = RabbitMq.start();
        TestTopology broker = new TestTopology(own, MODEL).forgetResults();
        WarrenProcess worker = start(own.amqp(), broker, 20)) {
      fill(broker, SMALL, 400);
      address(worker);
      own.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1");
      try {
        expectNamed("broker", worker, () -> {});
      } finally {
        own.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1GB");
      }
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  @Test
  void aBrokerThatStandsStill() throws Exception {
    try (RabbitMq own = RabbitMq.start();
        TestTopology broker = new TestTopology(own, MODEL).forgetResults();
        WarrenProcess worker = start(own.amqp(), broker, 20)) {
      fill(broker, SMALL, 400);
      address(worker);
      own.pause();
      try {
        expectNamed("broker", worker, () -> {});
      } finally {
        own.resume();
      }
    }
  }

  @Test
  void hardlyAnyFrames() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        WarrenProcess worker = start(broker.amqp(), broker, 20)) {
      expectNamed("starved", worker, () -> publish(broker, SMALL));
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }

  /** Half of the time for the confirm, half for the next frame: neither is to blame. */
  @Test
  void namesNothingThatIsNotClear() throws Exception {
    try (TestTopology broker = new TestTopology(MODEL).forgetResults();
        SlowWay way = new SlowWay(broker.amqp(), "w1 ", DELAY);
        WarrenProcess worker = start(way.amqp(), broker, 1, "--prefetch", "8")) {
      String address = address(worker);
      assertThat(verdict(address).get("stage").asText()).isEqualTo("inconclusive");
      await()
          .atMost(NAMED_WITHIN)
          .pollInterval(Duration.ofMillis(250))
          .untilAsserted(
              () -> {
                fill(broker, SMALL, 200);
                assertThat(verdict(address).get("reason").asText())
                    .startsWith("frames wait, but no stage is busy");
              });
      assertThat(verdict(address).get("stage").asText()).isEqualTo("inconclusive");
      assertThat(worker.errors()).doesNotContain("bottleneck: ");
      assertThat(worker.stop()).as(worker.errors()).isZero();
    }
  }
}
