package dev.warren.worker.tracing;

import dev.warren.worker.flow.Ticket;
import dev.warren.worker.flow.Trace;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;

/** Makes the trace of each frame that comes. Thread-safe. */
public final class Tracing {
  /** Nobody watches. */
  public static final Tracing OFF = new Tracing(Optional.empty());

  private static final String SCOPE = "dev.warren.worker";

  private final Optional<Tracer> tracer;

  private Tracing(Optional<Tracer> tracer) {
    this.tracer = tracer;
  }

  /** By the process's OpenTelemetry, which an agent or the program has set up; else off. */
  public static Tracing global() {
    return of(GlobalOpenTelemetry.get());
  }

  /** Off where it is OpenTelemetry's bare interface, which keeps nothing. */
  static Tracing of(OpenTelemetry telemetry) {
    Tracer tracer = telemetry.getTracer(SCOPE);
    // Never ended, so that nobody sees it: an implementation gives even a dropped span an identity.
    Span probe = tracer.spanBuilder("probe").startSpan();
    return probe.getSpanContext().isValid() ? new Tracing(Optional.of(tracer)) : OFF;
  }

  /**
   * @param exchange that the frame was published to
   * @param id its {@code message_id}, or ""
   * @param reply with the trace that it came with
   * @param clock when it came
   */
  public Trace received(String exchange, String id, Ticket.Reply reply, Ticket.Clock clock) {
    return tracer
        .<Trace>map(spans -> new FrameSpans(spans, exchange, id, reply, clock))
        .orElse(Trace.NONE);
  }
}
