package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.ResultHeaders;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.tracing.Collector;
import dev.warren.worker.tracing.Collector.Received;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A frame's trace, from its headers to a collector and to the headers of its result. */
class TracingIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String STATE = "congo=t61rcWkgMzE";

  private final FakeEngine engine = FakeSite.engine("fake", 1);

  @AfterEach
  void forget() {
    GlobalOpenTelemetry.resetForTest();
  }

  /** OpenTelemetry's SDK as this process's, with an exporter to a collector. */
  private static final class Telemetry implements AutoCloseable {
    private final Collector collector = new Collector();
    private final OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                OtlpHttpSpanExporter.builder()
                                    .setEndpoint(collector.endpoint())
                                    .build())
                            .setScheduleDelay(Duration.ofMillis(100))
                            .build())
                    .build())
            .build();

    Telemetry() throws IOException {
      GlobalOpenTelemetry.set(sdk);
    }

    List<Received> await(int count) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> collector.spans().size() >= count);
      return collector.spans();
    }

    @Override
    public void close() {
      sdk.close();
      collector.close();
    }
  }

  private static ResultHeaders answer(FakeSite site, String id) {
    // The first frame of a process waits for native libraries.
    await().atMost(Duration.ofMinutes(3)).until(() -> site.broker.results().containsKey(id));
    return site.broker.results().get(id).get(0).headers();
  }

  private static List<Received> named(List<Received> spans, String name) {
    return spans.stream().filter(s -> s.name().equals(name)).toList();
  }

  private static Received only(List<Received> spans, String name) {
    assertThat(named(spans, name)).as(name).hasSize(1);
    return named(spans, name).get(0);
  }

  @Test
  void withoutAnSdkTheTraceGoesThrough() throws Exception {
    try (FakeSite site = new FakeSite();
        Worker worker = site.start(engine)) {
      site.broker
          .publisher()
          .publish(FakeSite.frame("good").traceparent(TRACEPARENT).tracestate(STATE).build());
      AMQP.BasicProperties.Builder bad = new AMQP.BasicProperties.Builder().messageId("bad");
      site.broker.publishRaw(
          bad.headers(Map.of("traceparent", "00-zz")).build(), Pictures.grey(FakeSite.SIDE, 1));
      assertThat(answer(site, "good").traceparent()).isEqualTo(TRACEPARENT);
      assertThat(answer(site, "good").tracestate()).isEqualTo(STATE);
      assertThat(answer(site, "bad").traceparent()).isNull();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void withAnSdkACollectorGetsTheSpansOfEachStage() throws Exception {
    try (Telemetry telemetry = new Telemetry();
        FakeSite site = new FakeSite();
        Worker worker = site.start(engine)) {
      site.broker
          .publisher()
          .publish(FakeSite.frame("f").traceparent(TRACEPARENT).tracestate(STATE).build());
      String shown = answer(site, "f").traceparent();
      assertThat(answer(site, "f").tracestate()).isEqualTo(STATE);
      List<Received> spans = telemetry.await(5);
      Received process = only(spans, "process " + site.broker.topology().framesExchange());
      assertThat(process.trace()).isEqualTo(TRACE);
      assertThat(process.parent()).isEqualTo(PARENT);
      assertThat(process.isError()).isFalse();
      Received batch = only(spans, "engine batch");
      assertThat(batch.trace()).isNotEqualTo(TRACE);
      assertThat(batch.parent()).isEmpty();
      assertThat(batch.links()).containsExactly(link(process));
      for (String stage : List.of("decode", "engine", "send result")) {
        Received span = only(spans, stage);
        assertThat(span.trace()).as(stage).isEqualTo(TRACE);
        assertThat(span.parent()).as(stage).isEqualTo(process.span());
        assertThat(span.startNanos()).as(stage).isLessThanOrEqualTo(span.endNanos());
      }
      assertThat(only(spans, "engine").links()).containsExactly(link(batch));
      assertThat(only(spans, "decode").endNanos())
          .isLessThanOrEqualTo(only(spans, "engine").startNanos());
      assertThat(shown).isEqualTo("00-" + TRACE + "-" + only(spans, "send result").span() + "-01");
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void whoeverWatchesAFrameItIsTriedAgainWhenItFails() throws Exception {
    engine.garbles(1);
    try (Telemetry telemetry = new Telemetry();
        FakeSite site = new FakeSite();
        Worker worker = site.start(engine)) {
      site.publish(1);
      assertThat(answer(site, "f0").attempt()).isEqualTo(2);
      assertThat(site.counters.totals().moved()).isEqualTo(1);
      assertThat(site.counters.totals().requeued()).isZero();
      site.assertAllDetectedOnce();
      await()
          .until(
              () ->
                  telemetry.collector.spans().stream()
                          .filter(span -> span.name().startsWith("process "))
                          .count()
                      == 2);
      assertThat(worker.failure()).isNotDone();
    }
  }

  /** Traces that meet in a run of the engine stay apart, and each is linked to that run. */
  @Test
  void theFramesOfABatchAreLinkedToItAndItToThem() throws Exception {
    int frames = 3 * FakeSite.MAX_BATCH;
    Semaphore held = new Semaphore(0);
    FakeEngine slow = new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, FakeSite.MAX_BATCH, 1, held);
    try (Telemetry telemetry = new Telemetry();
        FakeSite site = new FakeSite();
        Worker worker = site.start(slow)) {
      for (int i = 0; i < frames; i++) {
        site.broker
            .publisher()
            .publish(FakeSite.frame("f" + i).traceparent(traceparent(i)).build());
      }
      // The first run waits with one frame or some, and those that are decoded meanwhile gather.
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> named(telemetry.collector.spans(), "decode").size() > FakeSite.MAX_BATCH);
      held.release(frames);
      await().atMost(Duration.ofMinutes(1)).until(() -> site.broker.results().size() == frames);
      int runs = slow.batchSizes().size();
      List<Received> spans = telemetry.await(4 * frames + runs);

      List<Received> batches = named(spans, "engine batch");
      assertThat(batches)
          .extracting(b -> b.links().size())
          .containsExactlyInAnyOrderElementsOf(slow.batchSizes());
      assertThat(batches).anyMatch(b -> b.links().size() > 1);
      assertThat(batches).allMatch(b -> b.parent().isEmpty());
      Set<String> traces = new HashSet<>();
      for (int i = 0; i < frames; i++) {
        List<Received> own = ofTrace(spans, trace(i));
        Received process = only(own, "process " + site.broker.topology().framesExchange());
        String run = only(own, "engine").links().get(0);
        assertThat(only(own, "engine").links()).hasSize(1);
        assertThat(batches.stream().filter(b -> link(b).equals(run)))
            .singleElement()
            .satisfies(batch -> assertThat(batch.links()).containsOnlyOnce(link(process)));
        assertThat(own).as("process, decode, engine, send result").hasSize(4);
        traces.add(answer(site, "f" + i).traceparent().split("-")[1]);
        assertThat(traces).contains(trace(i));
      }
      assertThat(batches).noneMatch(b -> traces.contains(b.trace()));
      assertThat(spans).hasSize(4 * frames + runs);
      assertThat(worker.failure()).isNotDone();
    }
  }

  private static String trace(int number) {
    return "%032x".formatted(number + 1);
  }

  private static String traceparent(int number) {
    return "00-" + trace(number) + "-" + PARENT + "-01";
  }

  private static String link(Received to) {
    return to.trace() + "-" + to.span();
  }

  private static List<Received> ofTrace(List<Received> spans, String trace) {
    return spans.stream().filter(s -> s.trace().equals(trace)).toList();
  }
}
