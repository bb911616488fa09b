package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.cli.testing.WarrenProcess;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.testing.RabbitMq;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import dev.warren.worker.tracing.Collector;
import dev.warren.worker.tracing.Collector.Received;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenTelemetry's Java agent on a worker's process, with the settings of TRACING.md. */
class TracingAgentIT {
  /** Maven puts it there before integration tests. */
  private static final Path AGENT = Path.of("target", "agent", "opentelemetry-javaagent.jar");

  private static final Path PAGE = Path.of("TRACING.md");
  private static final Pattern SETTING = Pattern.compile("\\b(OTEL_\\w+)=(\\S+)");
  private static final Pattern ADDRESS = Pattern.compile("health at (http://\\S+)");

  /** The page samples: one trace in a hundred is too few for a test. */
  private static final String SAMPLER = "OTEL_TRACES_SAMPLER";

  private static final String MODEL = "agent";
  private static final String PARENT = "b7ad6b7169203331";
  private static final int FRAMES = 24;
  private static final byte[] PICTURE = Pictures.grey(64, 90);

  @TempDir static Path folder;

  private static Map<String, String> settings(Collector collector, TestTopology broker)
      throws Exception {
    Map<String, String> settings = new TreeMap<>();
    Matcher shown = SETTING.matcher(Files.readString(PAGE));
    while (shown.find()) settings.put(shown.group(1), shown.group(2));
    assertThat(settings).containsKeys("OTEL_EXPORTER_OTLP_ENDPOINT", SAMPLER);
    settings.keySet().removeIf(name -> name.startsWith(SAMPLER));
    settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().replace("/v1/traces", ""));
    settings.put("OTEL_BSP_SCHEDULE_DELAY", "200");
    settings.put("JAVA_TOOL_OPTIONS", "-javaagent:" + AGENT.toAbsolutePath());
    settings.put("WARREN_AMQP", RabbitMq.shared().uri());
    settings.put("WARREN_PREFIX", broker.topology().prefix());
    return settings;
  }

  /** So slow that frames gather. */
  private static Path model() throws Exception {
    return Files.writeString(
        folder.resolve(MODEL + ".simulated"),
        "{\"input\": [64, 64], \"classes\": 1, \"run_ms\": {\"1\": 150, \"4\": 150}}");
  }

  @Test
  void theAgentBringsOurSpansOnceAndNoOthers() throws Exception {
    assertThat(AGENT).exists();
    try (Collector collector = new Collector();
        TestTopology broker = new TestTopology(MODEL)) {
      for (int i = 0; i < FRAMES; i++) {
        broker
            .publisher()
            .publish(
                FrameRequest.builder("f" + i, MODEL, "gate", PICTURE)
                    .traceparent("00-" + trace(i) + "-" + PARENT + "-01")
                    .build());
      }
      try (WarrenProcess worker =
          WarrenProcess.start(
              settings(collector, broker),
              "worker",
              "--model",
              model().toString(),
              "--http",
              "127.0.0.1:0")) {
        await()
            .atMost(Duration.ofMinutes(4))
            .failFast(() -> assertThat(worker.isAlive()).as(worker.describe()).isTrue())
            .until(() -> broker.results().size() == FRAMES);
        assertThat(metrics(worker)).contains("warren_frames_total");
        assertThat(worker.stop()).as(worker.errors()).isZero(); // exports what it still has
        assertThat(worker.errors()).contains("opentelemetry-javaagent").doesNotContain("ERROR");
      }
      check(collector.spans(), broker);
    }
  }

  private static void check(List<Received> spans, TestTopology broker) {
    String process = "process " + broker.topology().framesExchange();
    List<Received> batches =
        spans.stream().filter(span -> span.name().equals("engine batch")).toList();
    assertThat(batches).anyMatch(batch -> batch.links().size() > 1);
    assertThat(batches.stream().mapToInt(batch -> batch.links().size()).sum()).isEqualTo(FRAMES);
    for (int i = 0; i < FRAMES; i++) {
      String trace = trace(i);
      Map<String, Received> own =
          spans.stream()
              .filter(span -> span.trace().equals(trace))
              .collect(Collectors.toMap(Received::name, span -> span)); // fails on two of a name
      assertThat(own).containsOnlyKeys(process, "decode", "engine", "send result");
      assertThat(own.get(process).parent()).isEqualTo(PARENT);
      assertThat(own.get("engine").links()).hasSize(1);
      assertThat(batches)
          .filteredOn(b -> b.links().contains(trace + "-" + own.get(process).span()))
          .singleElement()
          .satisfies(
              b ->
                  assertThat(own.get("engine").links())
                      .containsExactly(b.trace() + "-" + b.span()));
      List<ReceivedResult> answers = broker.results().get("f" + i);
      assertThat(answers).hasSize(1);
      assertThat(answers.get(0).headers().traceparent())
          .isEqualTo("00-" + trace + "-" + own.get("send result").span() + "-01");
    }
    assertThat(spans).extracting(Received::name).hasSize(4 * FRAMES + batches.size());
    System.out.printf(
        "spans by the Java agent: %d frames, %d runs of the engine, %d spans, none twice%n",
        FRAMES, batches.size(), spans.size());
  }

  private static String metrics(WarrenProcess worker) throws Exception {
    Matcher address = ADDRESS.matcher(worker.errors());
    assertThat(address.find()).as(worker.errors()).isTrue();
    URI uri = URI.create(address.group(1) + "metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private static String trace(int number) {
    return "%032x".formatted(number + 1);
  }
}
