package dev.warren.worker.tracing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.warren.protocol.FrameResult;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.flow.Trace;
import dev.warren.worker.flow.WatchedReceipt;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * One span for all of a frame's way, as a child of what it came with, and children of it for the
 * stages. Names and attributes follow OpenTelemetry's conventions for messaging, as far as they
 * have some.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/messaging/rabbitmq/">the
 *     conventions</a>
 */
final class FrameSpans implements Trace {
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> ROUTING_KEY =
      AttributeKey.stringKey("messaging.rabbitmq.destination.routing_key");
  private static final AttributeKey<String> MESSAGE_ID =
      AttributeKey.stringKey("messaging.message.id");
  private static final AttributeKey<String> CONVERSATION_ID =
      AttributeKey.stringKey("messaging.message.conversation_id");
  private static final AttributeKey<Long> BATCH_COUNT =
      AttributeKey.longKey("messaging.batch.message_count");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("warren.attempt");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("warren.status");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("warren.reason");
  private static final AttributeKey<String> SETTLEMENT =
      AttributeKey.stringKey("warren.settlement");

  private final Tracer tracer;
  private final Ticket.Clock clock;
  private final Span frame;
  private final Context context;
  private volatile Span send;

  FrameSpans(Tracer tracer, String exchange, String id, Ticket.Reply reply, Ticket.Clock clock) {
    this.tracer = tracer;
    this.clock = clock;
    SpanBuilder builder =
        tracer
            .spanBuilder("process " + exchange)
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(Headers.extract(reply.trace()))
            .setStartTimestamp(clock.receivedMs(), MILLISECONDS)
            .setAttribute(SYSTEM, "rabbitmq")
            .setAttribute(OPERATION, "process")
            .setAttribute(DESTINATION, exchange)
            .setAttribute(ROUTING_KEY, reply.routingKey())
            .setAttribute(MESSAGE_ID, id)
            .setAttribute(ATTEMPT, (long) reply.attempt());
    if (reply.correlationId() != null) {
      builder.setAttribute(CONVERSATION_ID, reply.correlationId());
    }
    frame = builder.startSpan();
    context = Context.root().with(frame);
  }

  @Override
  public void fetched(long startNanos, long endNanos) {
    stage("fetch", startNanos).startSpan().end(epochNanos(endNanos), NANOSECONDS);
  }

  @Override
  public void decoded(long startNanos, long endNanos) {
    stage("decode", startNanos).startSpan().end(epochNanos(endNanos), NANOSECONDS);
  }

  /**
   * The batch is nobody's child: it has a trace of its own, with a link to each frame, and each
   * frame has a span with a link to it.
   */
  @Override
  public void ran(List<Decoded> batch, long startNanos, long endNanos) {
    List<FrameSpans> frames = new ArrayList<>();
    for (Decoded decoded : batch) {
      if (decoded.ticket().trace() instanceof FrameSpans spans) frames.add(spans);
    }
    SpanBuilder builder =
        tracer
            .spanBuilder("engine batch")
            .setNoParent()
            .setStartTimestamp(epochNanos(startNanos), NANOSECONDS)
            .setAttribute(BATCH_COUNT, (long) batch.size());
    for (FrameSpans spans : frames) builder.addLink(spans.frame.getSpanContext());
    Span run = builder.startSpan();
    run.end(epochNanos(endNanos), NANOSECONDS);
    for (FrameSpans spans : frames) {
      spans
          .stage("engine", startNanos)
          .addLink(run.getSpanContext())
          .startSpan()
          .end(spans.epochNanos(endNanos), NANOSECONDS);
    }
  }

  @Override
  public TraceContext sending(FrameResult result, TraceContext frames) {
    frame.setAttribute(STATUS, result.status());
    if (result instanceof FrameResult.Skipped skipped) {
      frame.setAttribute(REASON, skipped.reason().wire());
    }
    if (result instanceof FrameResult.Failed failed) {
      frame.setAttribute(REASON, failed.reason().wire());
      frame.setStatus(StatusCode.ERROR, failed.stage() + ": " + failed.detail());
    }
    Span span =
        tracer
            .spanBuilder("send result")
            .setSpanKind(SpanKind.PRODUCER)
            .setParent(context)
            .setAttribute(SYSTEM, "rabbitmq")
            .setAttribute(OPERATION, "send")
            .setAttribute(MESSAGE_ID, result.frame().resultId())
            .startSpan();
    send = span;
    return Headers.inject(context.with(span));
  }

  @Override
  public Receipt watching(Receipt receipt) {
    return new WatchedReceipt(
        receipt, () -> settled(receipt, "ack"), () -> settled(receipt, "requeue"));
  }

  private void settled(Receipt receipt, String how) {
    Span sent = send;
    if (sent != null) sent.end();
    frame.setAttribute(SETTLEMENT, receipt.isStale() ? "lost" : how);
    frame.end();
  }

  private SpanBuilder stage(String name, long startNanos) {
    return tracer
        .spanBuilder(name)
        .setParent(context)
        .setStartTimestamp(epochNanos(startNanos), NANOSECONDS);
  }

  private long epochNanos(long nanos) {
    return clock.receivedMs() * 1_000_000 + (nanos - clock.receivedNanos());
  }
}
