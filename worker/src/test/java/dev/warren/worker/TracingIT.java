package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.ResultHeaders;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.tracing.Collector;
import dev.warren.worker.tracing.Collector.Received;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.List;
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

  private static ResultHeaders answer(FakeSite site, String id) {
    // The first frame of a process waits for native libraries.
    await().atMost(Duration.ofMinutes(3)).until(() -> site.broker.results().containsKey(id));
    return site.broker.results().get(id).get(0).headers();
  }

  private static Received only(List<Received> spans, String name) {
    List<Received> named = spans.stream().filter(s -> s.name().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }

  @Test
  void withoutAnSdkTheTraceGoesThrough() throws Exception {
    try (FakeSite site = new FakeSite();
        Worker worker = site.start(engine)) {
      site.broker
          .publisher()
          .publish(FakeSite.frame("good").traceparent(TRACEPARENT).tracestate(STATE).build());
      site.broker.publisher().publish(FakeSite.frame("bad").traceparent("00-zz").build());
      assertThat(answer(site, "good").traceparent()).isEqualTo(TRACEPARENT);
      assertThat(answer(site, "good").tracestate()).isEqualTo(STATE);
      assertThat(answer(site, "bad").traceparent()).isNull();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void withAnSdkACollectorGetsTheSpansOfEachStage() throws Exception {
    try (Collector collector = new Collector();
        OtlpHttpSpanExporter exporter =
            OtlpHttpSpanExporter.builder().setEndpoint(collector.endpoint()).build();
        OpenTelemetrySdk sdk =
            OpenTelemetrySdk.builder()
                .setTracerProvider(
                    SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build()) {
      GlobalOpenTelemetry.set(sdk);
      try (FakeSite site = new FakeSite();
          Worker worker = site.start(engine)) {
        site.broker
            .publisher()
            .publish(FakeSite.frame("f").traceparent(TRACEPARENT).tracestate(STATE).build());
        String shown = answer(site, "f").traceparent();
        assertThat(answer(site, "f").tracestate()).isEqualTo(STATE);
        await().atMost(Duration.ofMinutes(1)).until(() -> collector.spans().size() >= 5);
        List<Received> spans = collector.spans();
        Received process = only(spans, "process " + site.broker.topology().framesExchange());
        assertThat(process.trace()).isEqualTo(TRACE);
        assertThat(process.parent()).isEqualTo(PARENT);
        assertThat(process.isError()).isFalse();
        Received batch = only(spans, "engine batch");
        assertThat(batch.trace()).isNotEqualTo(TRACE);
        assertThat(batch.parent()).isEmpty();
        assertThat(batch.links()).containsExactly(TRACE + "-" + process.span());
        for (String stage : List.of("decode", "engine", "send result")) {
          Received span = only(spans, stage);
          assertThat(span.trace()).as(stage).isEqualTo(TRACE);
          assertThat(span.parent()).as(stage).isEqualTo(process.span());
          assertThat(span.startNanos()).as(stage).isLessThanOrEqualTo(span.endNanos());
        }
        assertThat(only(spans, "engine").links())
            .containsExactly(batch.trace() + "-" + batch.span());
        assertThat(only(spans, "decode").endNanos())
            .isLessThanOrEqualTo(only(spans, "engine").startNanos());
        assertThat(shown)
            .isEqualTo("00-" + TRACE + "-" + only(spans, "send result").span() + "-01");
        assertThat(worker.failure()).isNotDone();
      }
    }
  }
}
