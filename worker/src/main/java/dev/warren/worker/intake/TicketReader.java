package dev.warren.worker.intake;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.ForeignText;
import dev.warren.protocol.FrameCodec;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.MalformedFrameException;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.flow.Trace;
import dev.warren.worker.metrics.FirstWarning;
import dev.warren.worker.metrics.SinceCapture;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.reference.FrameReference;
import dev.warren.worker.reference.ReferenceException;
import dev.warren.worker.tracing.Tracing;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tickets of deliveries, and outcomes of those that are none. Thread-safe. */
public final class TicketReader {
  private static final Logger log = LoggerFactory.getLogger(TicketReader.class);
  private static final long NANOS_PER_MS = 1_000_000;

  /** Deadlines further away than this count as none; it also keeps the arithmetic in range. */
  private static final long MAX_AHEAD_MS = 365L * 24 * 3600 * 1000;

  private static final byte[] NONE = {};

  /** RabbitMQ's, by {@code message_interceptors.incoming.set_header_timestamp}. */
  private static final String QUEUED_AT = "timestamp_in_ms";

  private final String modelVersion;
  private final FrameLimits limits;
  private final PublisherRights rights;
  private final WorkerMetrics metrics;
  private final Tracing tracing;
  private final PublisherClocks clocks = new PublisherClocks();
  private final FirstWarning badHeaders = new FirstWarning(log, "such headers");
  private final FirstWarning refusedQueues = new FirstWarning(log, "such frames");
  private final FirstWarning strangeAges = new FirstWarning(log, "such frames");
  private final FirstWarning clocksOff = new FirstWarning(log, "frames of clocks that are off");

  /**
   * @param modelVersion repeated in every result
   * @param limits bounds on a message before it is taken apart
   */
  public TicketReader(
      String modelVersion,
      FrameLimits limits,
      PublisherRights rights,
      WorkerMetrics metrics,
      Tracing tracing) {
    this.modelVersion = modelVersion;
    this.limits = limits;
    this.rights = rights;
    this.metrics = metrics;
    this.tracing = tracing;
  }

  /**
   * @param longestWaitMs how long it can have waited in its queue, see {@link QueueWait}
   * @throws MalformedFrameException when the message breaks the contract
   */
  Ticket read(CarriedFrame delivered, Receipt receipt, long longestWaitMs) {
    AMQP.BasicProperties properties = delivered.properties();
    FrameRequest frame =
        FrameCodec.read(
            delivered.routingKey(),
            properties,
            delivered.body(),
            limits,
            problem -> ignored(properties.getMessageId(), problem));
    FrameReference reference = frame.isReference() ? reference(frame) : null;
    Ticket.Clock now = now();
    String correlationId = Objects.requireNonNullElse(frame.correlationId(), frame.id());
    long behindMs =
        delivered.attempt() == 1
            ? behindMs(frame, properties, now, queuedMs(properties), longestWaitMs)
            : behindMs(frame, properties, now, null, QueueWait.UNKNOWN_MS);
    tellAge(frame, now.receivedMs());
    tellClock(frame.capturedAtMs(), now.receivedMs(), behindMs);
    Ticket.Reply reply =
        new Ticket.Reply(
            allowed(frame.replyTo()),
            delivered.routingKey(),
            correlationId,
            new TraceContext(frame.traceparent(), frame.tracestate()),
            delivered.attempt());
    Trace trace = trace(delivered, frame.id(), reply, now);
    return new Ticket(
        frame.ref(modelVersion),
        reference == null ? delivered.body() : NONE,
        reference,
        reply,
        trace.watching(receipt),
        new Ticket.Clock(
            now.receivedNanos(), now.receivedMs(), deadlineNanos(frame, now, behindMs)),
        new Ticket.Terms(frame.freshness(), frame.priorityClass()),
        trace);
  }

  private void ignored(String id, String problem) {
    metrics.headerIgnored();
    badHeaders.warn(
        "a header of frame '{}' is malformed and ignored: {}", ForeignText.shown(id), problem);
  }

  private FrameReference reference(FrameRequest frame) {
    if (!rights.references().isOn()) {
      throw MalformedFrameException.refusing(
          frame,
          FailReason.UNSUPPORTED,
          "content_type",
          "is not accepted: " + frame.contentType() + ", for this worker fetches nothing");
    }
    try {
      return FrameReference.parse(frame.image(), rights.references().maxBytes());
    } catch (ReferenceException e) {
      throw MalformedFrameException.refusing(frame, e.reason(), "body", e.getMessage());
    }
  }

  /** Null, for the exchange, where the publisher may not have us write. */
  private String allowed(String replyTo) {
    if (replyTo == null || replyTo.isEmpty()) return null;
    if (rights.replies().allows(replyTo)) return replyTo;
    metrics.replyToRefused();
    refusedQueues.warn(
        "a frame asks for its result on queue '{}', which --reply-to does not allow: the exchange"
            + " gets it",
        ForeignText.shown(replyTo));
    return null;
  }

  /** The answer to a message that is no frame. */
  Outcome refusal(MalformedFrameException e, CarriedFrame delivered, Receipt receipt) {
    log.debug("frame refused: {}", e.getMessage());
    FrameRef f = e.frame();
    FrameRef frame =
        new FrameRef(f.requestId(), f.camera(), f.seq(), f.model(), modelVersion, f.capturedAtMs());
    return Outcome.failed(
        bodiless(frame, e.replyTo(), delivered, receipt), e.reason(), "intake", e.getMessage());
  }

  /** The answer to a message that we failed to read for a reason of our own. */
  Outcome internalFailure(RuntimeException e, CarriedFrame delivered, Receipt receipt) {
    AMQP.BasicProperties properties = delivered.properties();
    String id = Objects.requireNonNullElse(properties.getMessageId(), "");
    String model = delivered.routingKey().split("\\.", 2)[0];
    FrameRef frame = new FrameRef(id, "", null, model, modelVersion, null);
    return Outcome.failed(
        bodiless(frame, properties.getReplyTo(), delivered, receipt),
        FailReason.INTERNAL,
        "intake",
        String.valueOf(e));
  }

  private Ticket bodiless(FrameRef frame, String replyTo, CarriedFrame delivered, Receipt receipt) {
    AMQP.BasicProperties properties = delivered.properties();
    String given = properties.getCorrelationId();
    boolean absent = given == null || given.isEmpty(); // as FrameCodec reads it
    Ticket.Reply reply =
        new Ticket.Reply(
            allowed(replyTo),
            delivered.routingKey(),
            absent ? properties.getMessageId() : given,
            FrameCodec.trace(properties),
            delivered.attempt());
    Ticket.Clock now = now();
    Trace trace = trace(delivered, frame.requestId(), reply, now);
    return new Ticket(
        frame, NONE, null, reply, trace.watching(receipt), now, Ticket.Terms.DEFAULT, trace);
  }

  private Trace trace(CarriedFrame delivered, String id, Ticket.Reply reply, Ticket.Clock now) {
    return tracing.received(delivered.envelope().getExchange(), id, reply, now);
  }

  /** 0 for a frame that says nothing of times by which it could be late. */
  private long behindMs(
      FrameRequest frame,
      AMQP.BasicProperties properties,
      Ticket.Clock now,
      Long queuedMs,
      long longestWaitMs) {
    if (frame.deadlineMs() == null && (frame.ttlMs() == null || frame.capturedAtMs() == null)) {
      return 0;
    }
    Long written = frame.capturedAtMs();
    if (written == null && properties.getTimestamp() != null) {
      written = properties.getTimestamp().getTime();
    }
    long behind =
        clocks.behindMs(frame.camera(), written, queuedMs, now.receivedMs(), longestWaitMs);
    if (behind != 0) skewed(frame, behind);
    return behind;
  }

  /** A broker writes it that is told to; whoever writes it itself deceives nobody else. */
  private static Long queuedMs(AMQP.BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    return headers != null && headers.get(QUEUED_AT) instanceof Long millis ? millis : null;
  }

  private void skewed(FrameRequest frame, long behindMs) {
    metrics.frameSkewed();
    clocksOff.warn(
        "the clock of camera '{}' is {} s {} ours: the times of its frames are read accordingly",
        ForeignText.shown(frame.camera()),
        Math.abs(behindMs) / 1_000,
        behindMs > 0 ? "behind" : "ahead of");
  }

  private void tellAge(FrameRequest frame, long receivedMs) {
    if (frame.capturedAtMs() == null) return;
    long ageMs = receivedMs - frame.capturedAtMs();
    metrics.frameDated(ageMs);
    if (SinceCapture.isCredible(ageMs)) return;
    strangeAges.warn(
        "frame '{}' of camera '{}' was captured at {} by its captured_at_ms, which is more than a"
            + " day away: its age is in no histogram; are these milliseconds?",
        ForeignText.shown(frame.id()),
        ForeignText.shown(frame.camera()),
        frame.capturedAtMs());
  }

  /** Behind only where that is known; ahead also by less than what moves the frame's times. */
  private void tellClock(Long capturedMs, long receivedMs, long behindMs) {
    long ahead = capturedMs == null ? 0 : Math.max(0, capturedMs - receivedMs);
    if (behindMs != 0) metrics.clockSeen(-behindMs, receivedMs);
    else if (capturedMs != null) metrics.clockSeen(ahead, receivedMs);
  }

  private static Ticket.Clock now() {
    return new Ticket.Clock(System.nanoTime(), System.currentTimeMillis(), OptionalLong.empty());
  }

  private static OptionalLong deadlineNanos(FrameRequest frame, Ticket.Clock now, long behindMs) {
    OptionalLong expires = frame.expiresAtMs(now.receivedMs(), behindMs);
    if (expires.isEmpty()) return OptionalLong.empty();
    long aheadMs = Math.max(-MAX_AHEAD_MS, expires.getAsLong() - now.receivedMs());
    return aheadMs > MAX_AHEAD_MS
        ? OptionalLong.empty()
        : OptionalLong.of(now.receivedNanos() + aheadMs * NANOS_PER_MS);
  }
}
