package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A frame to AMQP properties and back; the body is the image itself, or the document that stands
 * for it.
 *
 * <p>Reading is lenient where nothing depends on it: a malformed header that only describes the
 * frame is ignored and reported. What changes the answer is strict: identity, type, lifetime and
 * the body.
 */
public final class FrameCodec {
  private static final int PERSISTENT = 2;
  private static final int SHOWN_BODY_BYTES = 8;
  private static final Pattern DETECT_V1 = Pattern.compile("vision\\.detect\\.v1(\\..*)?");

  private FrameCodec() {}

  /**
   * What is published beside {@link FrameRequest#image}. Persistent; defaults are left out, and so
   * is a trace that is malformed: workers would drop it.
   */
  public static AMQP.BasicProperties properties(FrameRequest r) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(Headers.CAMERA, r.camera());
    put(headers, Headers.SEQ, r.seq());
    put(headers, Headers.CAPTURED_AT_MS, r.capturedAtMs());
    put(headers, Headers.DEADLINE_MS, r.deadlineMs());
    put(headers, Headers.TTL_MS, r.ttlMs());
    if (r.freshness() != Freshness.EVERY) headers.put(Headers.FRESHNESS, r.freshness().wire());
    if (r.priorityClass() != PriorityClass.NORMAL)
      headers.put(Headers.PRIORITY_CLASS, r.priorityClass().wire());
    TraceContext trace = TraceContext.read(r.traceparent(), r.tracestate(), problem -> {});
    put(headers, Headers.TRACEPARENT, trace.traceparent());
    put(headers, Headers.TRACESTATE, trace.tracestate());
    return new AMQP.BasicProperties.Builder()
        .messageId(r.id())
        .type(MessageTypes.DETECT)
        .contentType(r.contentType())
        .deliveryMode(PERSISTENT)
        .replyTo(r.replyTo())
        .correlationId(r.correlationId())
        .appId(r.appId())
        .headers(headers)
        .build();
  }

  /**
   * As {@link #read(String, AMQP.BasicProperties, byte[], FrameLimits, Consumer)}, without hearing
   * of ignored headers.
   */
  public static FrameRequest read(
      String routingKey, AMQP.BasicProperties p, byte[] body, FrameLimits limits) {
    return read(routingKey, p, body, limits, problem -> {});
  }

  /**
   * A frame as it came from the broker.
   *
   * @param ignored hears of each malformed header that was ignored: name, rule and value in one
   *     line
   * @throws MalformedFrameException naming field, rule and value, and carrying what could be read
   */
  public static FrameRequest read(
      String routingKey,
      AMQP.BasicProperties p,
      byte[] body,
      FrameLimits limits,
      Consumer<String> ignored) {
    requireNonNull(routingKey, "routingKey");
    HeaderReader headers = new HeaderReader(p.getHeaders(), ignored);
    FrameRef ref = ref(routingKey, p, headers);
    Refusal refusal = new Refusal(ref, p.getReplyTo(), p.getCorrelationId());

    if (p.getMessageId() == null || p.getMessageId().isEmpty())
      throw refusal.malformed("message_id", "is missing");
    if (Wire.utf8Length(p.getMessageId()) > Wire.SHORT_STRING_BYTES) {
      throw refusal.malformed("message_id", "> 255 bytes: " + Wire.utf8Length(p.getMessageId()));
    }
    if (Wire.hasControlCharacters(p.getMessageId())) {
      throw refusal.malformed(
          "message_id", "has control characters: " + Wire.shown(p.getMessageId()));
    }
    if (headers.refused() != null) throw refusal.malformed("headers", headers.refused());
    if (ref.model().isEmpty()) {
      throw refusal.malformed("routing_key", "is not <model>.<camera>: " + Wire.shown(routingKey));
    }
    if (p.getType() != null && !DETECT_V1.matcher(p.getType()).matches()) {
      throw refusal.malformed(
          "type", "is not " + MessageTypes.DETECT + ": " + Wire.shown(p.getType()));
    }
    Long deadlineMs = lifetime(Headers.DEADLINE_MS, HeaderReader::time, p, refusal);
    Long ttlMs = lifetime(Headers.TTL_MS, HeaderReader::whole, p, refusal);
    String contentType = contentType(p, body, limits, refusal);
    try {
      return frame(p, ref, body, contentType, deadlineMs, ttlMs, headers, ignored);
    } catch (IllegalArgumentException e) {
      throw refusal.malformed("message", "breaks a rule: " + e.getMessage());
    }
  }

  private static FrameRequest frame(
      AMQP.BasicProperties p,
      FrameRef ref,
      byte[] body,
      String contentType,
      Long deadlineMs,
      Long ttlMs,
      HeaderReader headers,
      Consumer<String> ignored) {
    Freshness freshness = headers.constant(Headers.FRESHNESS, Freshness.class);
    TraceContext trace = trace(headers, ignored);
    PriorityClass priority = headers.constant(Headers.PRIORITY_CLASS, PriorityClass.class);
    return new FrameRequest(
        p.getMessageId(),
        ref.model(),
        ref.camera(),
        body,
        contentType,
        ref.seq(),
        ref.capturedAtMs(),
        deadlineMs,
        ttlMs,
        freshness == null ? Freshness.EVERY : freshness,
        priority == null ? PriorityClass.NORMAL : priority,
        trace.traceparent(),
        trace.tracestate(),
        emptyToNull(p.getReplyTo()),
        emptyToNull(p.getCorrelationId()),
        emptyToNull(p.getAppId()));
  }

  private static FrameRef ref(String routingKey, AMQP.BasicProperties p, HeaderReader headers) {
    int dot = routingKey.indexOf('.');
    String model = dot < 0 ? routingKey : routingKey.substring(0, dot);
    String camera =
        headers.shortText(Headers.CAMERA, Wire.SHORT_STRING_BYTES - Wire.utf8Length(model) - 1);
    if (camera == null) camera = dot < 0 ? "" : routingKey.substring(dot + 1);
    String id = p.getMessageId() == null ? "" : p.getMessageId();
    return new FrameRef(
        id,
        camera,
        headers.whole(Headers.SEQ),
        model,
        null,
        headers.instant(Headers.CAPTURED_AT_MS));
  }

  /**
   * Strict: whoever sends a lifetime that we cannot read must not have GPU time spent as if there
   * were none.
   */
  private static Long lifetime(
      String header,
      BiFunction<HeaderReader, String, Long> as,
      AMQP.BasicProperties p,
      Refusal refusal) {
    List<String> problems = new ArrayList<>();
    Long value = as.apply(new HeaderReader(p.getHeaders(), problems::add), header);
    if (!problems.isEmpty()) {
      throw refusal.malformed(header, problems.get(0).substring(header.length() + 1));
    }
    if (value != null && value < 0) throw refusal.malformed(header, "< 0: " + value);
    return value;
  }

  private static String contentType(
      AMQP.BasicProperties p, byte[] body, FrameLimits limits, Refusal refusal) {
    if (body.length == 0) throw refusal.malformed("body", "is empty");
    if (body.length > limits.maxBodyBytes()) {
      throw refusal.of(
          FailReason.OVERSIZE, "body", "> " + limits.maxBodyBytes() + " bytes: " + body.length);
    }
    String declared = normalised(p.getContentType());
    // What the document says is for whoever fetches.
    if (ImageReference.CONTENT_TYPE.equals(declared)) return declared;
    if (declared != null && !ImageTypes.ACCEPTED.contains(declared)) {
      throw refusal.of(
          FailReason.UNSUPPORTED, "content_type", "is not accepted: " + Wire.shown(declared));
    }
    String sniffed = ImageTypes.sniff(body).orElse(null);
    if (declared != null && !declared.equals(sniffed)) {
      throw refusal.malformed(
          "content_type", declared + " contradicts the body: " + shown(sniffed, body));
    }
    if (!ImageTypes.ACCEPTED.contains(String.valueOf(sniffed))) {
      throw refusal.of(
          FailReason.UNSUPPORTED, "body", "is no accepted image: " + shown(sniffed, body));
    }
    return sniffed;
  }

  private static String shown(String sniffed, byte[] body) {
    int bytes = Math.min(SHOWN_BODY_BYTES, body.length);
    return sniffed != null ? sniffed : "it begins with " + HexFormat.of().formatHex(body, 0, bytes);
  }

  /** Null if the publisher declares nothing in particular. */
  private static String normalised(String contentType) {
    if (contentType == null) return null;
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    String lower = type.strip().toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "", "application/octet-stream" -> null;
      case "image/jpg", "image/pjpeg" -> ImageTypes.JPEG;
      case "image/x-ms-bmp", "image/x-bmp" -> ImageTypes.BMP;
      default -> lower;
    };
  }

  /** The trace of a message, also of one that is no frame. */
  public static TraceContext trace(AMQP.BasicProperties p) {
    Consumer<String> ignored = problem -> {};
    return trace(new HeaderReader(p.getHeaders(), ignored), ignored);
  }

  private static TraceContext trace(HeaderReader headers, Consumer<String> ignored) {
    String traceparent = headers.text(Headers.TRACEPARENT);
    return TraceContext.read(traceparent, headers.text(Headers.TRACESTATE), ignored);
  }

  private static void put(Map<String, Object> headers, String name, Object value) {
    if (value != null) headers.put(name, value);
  }

  private static String emptyToNull(String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  /** Everything a refusal carries beside its reason. */
  private record Refusal(FrameRef frame, String replyTo, String correlationId) {
    MalformedFrameException malformed(String field, String problem) {
      return of(FailReason.MALFORMED, field, problem);
    }

    MalformedFrameException of(FailReason reason, String field, String problem) {
      return new MalformedFrameException(
          reason, field, problem, frame, emptyToNull(replyTo), emptyToNull(correlationId));
    }
  }
}
