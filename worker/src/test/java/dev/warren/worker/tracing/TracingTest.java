package dev.warren.worker.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.flow.Trace;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final TraceContext PARENT =
      new TraceContext("00-" + TRACE + "-b7ad6b7169203331-01", "congo=1");
  private static final Ticket.Clock CLOCK = new Ticket.Clock(5_000, 7, OptionalLong.empty());
  private static final FrameRef FRAME = new FrameRef("f1", "gate", null, "m", "v", null);

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  @AutoClose
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                  .build())
          .build();

  private final List<String> settled = new ArrayList<>();
  private boolean stale;
  private final Receipt receipt =
      new Receipt() {
        @Override
        public void ack() {
          settled.add("ack");
        }

        @Override
        public void requeue() {
          settled.add("requeue");
        }

        @Override
        public boolean isStale() {
          return stale;
        }
      };

  private Trace received(TraceContext parent) {
    return received(Tracing.of(sdk), parent);
  }

  private static Trace received(Tracing tracing, TraceContext parent) {
    Ticket.Reply reply = new Ticket.Reply(null, "m.gate", "c1", parent, 2);
    return tracing.received("warren.frames", "f1", reply, CLOCK);
  }

  private SpanData only(String name) {
    List<SpanData> named =
        exporter.getFinishedSpanItems().stream().filter(s -> s.getName().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.get(0);
  }

  @Test
  void isOffUntilSomebodyBringsTheSdk() {
    assertThat(received(Tracing.of(OpenTelemetry.noop()), PARENT)).isSameAs(Trace.NONE);
    assertThat(received(Tracing.OFF, PARENT)).isSameAs(Trace.NONE);
    assertThat(Trace.NONE.watching(receipt)).isSameAs(receipt);
    FrameResult failed = new FrameResult.Failed(FRAME, FailReason.INTERNAL, "s", "d", true);
    assertThat(Trace.NONE.sending(failed, PARENT)).isSameAs(PARENT);
    assertThat(received(PARENT)).isNotSameAs(Trace.NONE);
    assertThat(exporter.getFinishedSpanItems()).as("the look at it leaves nothing").isEmpty();
  }

  @Test
  void aFailedFrameIsAnErrorAndEndsWithItsSettlement() {
    Trace trace = received(PARENT);
    trace.decoded(5_000, 9_000);
    Receipt watched = trace.watching(receipt);
    FrameResult failed =
        new FrameResult.Failed(FRAME, FailReason.MALFORMED, "decode", "cut", false);
    TraceContext shown = trace.sending(failed, PARENT);
    assertThat(exporter.getFinishedSpanItems())
        .extracting(SpanData::getName)
        .containsOnly("decode");
    watched.ack();
    assertThat(settled).containsExactly("ack");

    SpanData process = only("process warren.frames");
    assertThat(process.getTraceId()).isEqualTo(TRACE);
    assertThat(process.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(process.getStartEpochNanos()).isEqualTo(7_000_000);
    assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(process.getStatus().getDescription()).isEqualTo("decode: cut");
    assertThat(process.getAttributes().asMap().toString())
        .contains("messaging.message.id=f1", "warren.attempt=2", "warren.reason=malformed")
        .contains("warren.settlement=ack", "messaging.message.conversation_id=c1");
    SpanData decode = only("decode");
    assertThat(decode.getParentSpanId()).isEqualTo(process.getSpanId());
    assertThat(decode.getStartEpochNanos()).isEqualTo(7_000_000);
    assertThat(decode.getEndEpochNanos()).isEqualTo(7_004_000);
    SpanData send = only("send result");
    assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
    assertThat(shown)
        .isEqualTo(new TraceContext("00-" + TRACE + "-" + send.getSpanId() + "-01", "congo=1"));
  }

  @Test
  void whoIsNotSampledIsPassedOnAndNotKept() {
    Trace trace = received(new TraceContext("00-" + TRACE + "-b7ad6b7169203331-00", null));
    FrameResult failed = new FrameResult.Failed(FRAME, FailReason.INTERNAL, "s", "d", true);
    TraceContext shown = trace.sending(failed, TraceContext.NONE);
    trace.watching(receipt).requeue();
    assertThat(settled).containsExactly("requeue");
    assertThat(shown.traceparent()).startsWith("00-" + TRACE + "-").endsWith("-00");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  /** Its result was confirmed when its session had gone: the frame comes again. */
  @Test
  void aFrameThatIsSettledTooLateIsLost() {
    Receipt watched = received(PARENT).watching(receipt);
    assertThat(watched.isStale()).isFalse();
    stale = true;
    assertThat(watched.isStale()).isTrue();
    watched.ack();
    assertThat(only("process warren.frames").getAttributes().asMap().toString())
        .contains("warren.settlement=lost");
  }

  @Test
  void aFrameWithoutATraceBeginsOne() {
    Trace trace = received(TraceContext.NONE);
    trace.watching(receipt).ack();
    SpanData process = only("process warren.frames");
    assertThat(process.getParentSpanContext().isValid()).isFalse();
    assertThat(process.getTraceId()).isNotEqualTo(TRACE);
  }
}
