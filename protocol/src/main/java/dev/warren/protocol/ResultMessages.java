package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.AMQP;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A result to an AMQP message and back: {@link ResultCodec} for the body, properties and headers
 * here.
 */
public final class ResultMessages {
  private static final int PERSISTENT = 2;

  private ResultMessages() {}

  /**
   * The properties of a result message.
   *
   * @param correlationId the request's, or null: then the result repeats the request id
   */
  public static AMQP.BasicProperties properties(
      FrameResult r, ResultHeaders h, String correlationId) {
    requireNonNull(h, "h");
    String requestId = r.frame().requestId();
    return new AMQP.BasicProperties.Builder()
        .messageId(r.frame().resultId())
        .correlationId(
            correlationId != null ? correlationId : requestId.isEmpty() ? null : requestId)
        .type(r.type())
        .contentType("application/json")
        .deliveryMode(PERSISTENT)
        .headers(headers(r, h))
        .build();
  }

  /**
   * A result as it came from the broker. Malformed headers read as null.
   *
   * @throws MalformedResultException if type or body break the contract, or the headers could not
   *     even be taken off the wire
   */
  public static ReceivedResult read(
      String routingKey, AMQP.BasicProperties p, byte[] body, long receivedNanos) {
    String refused = new HeaderReader(p.getHeaders(), problem -> {}).refused();
    if (refused != null) throw new MalformedResultException("headers " + refused);
    FrameResult result = ResultCodec.decode(body);
    if (p.getType() != null && !p.getType().equals(result.type())) {
      throw new MalformedResultException(
          "type " + Wire.shown(p.getType()) + " contradicts the body's schema: " + result.type());
    }
    return new ReceivedResult(
        result, headers(p), routingKey, p.getCorrelationId(), body, receivedNanos);
  }

  private static Map<String, Object> headers(FrameResult r, ResultHeaders h) {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(Headers.STATUS, r.status());
    if (r instanceof FrameResult.Skipped skipped)
      headers.put(Headers.REASON, skipped.reason().wire());
    if (r instanceof FrameResult.Failed failed) headers.put(Headers.REASON, failed.reason().wire());
    put(headers, Headers.WORKER, h.worker());
    put(headers, Headers.ENGINE, h.engine());
    put(headers, Headers.BATCH_SIZE, h.batchSize());
    put(headers, Headers.ATTEMPT, h.attempt());
    put(headers, Headers.AGE_MS, h.ageMs());
    if (h.timings() != null) headers.put(Headers.TIMINGS_MS, timings(h.timings()));
    put(headers, Headers.TRACEPARENT, h.traceparent());
    put(headers, Headers.TRACESTATE, h.tracestate());
    return headers;
  }

  private static Map<String, Object> timings(Timings t) {
    Map<String, Object> table = new LinkedHashMap<>();
    put(table, Timings.BROKER_WAIT, t.brokerWaitMs());
    put(table, Timings.DECODE, t.decodeMs());
    put(table, Timings.BATCH_WAIT, t.batchWaitMs());
    put(table, Timings.INFERENCE, t.inferenceMs());
    put(table, Timings.POSTPROCESS, t.postprocessMs());
    return table;
  }

  private static ResultHeaders headers(AMQP.BasicProperties p) {
    Consumer<String> ignored = problem -> {};
    HeaderReader headers = new HeaderReader(p.getHeaders(), ignored);
    HeaderReader timings = headers.table(Headers.TIMINGS_MS);
    boolean timed = p.getHeaders() != null && p.getHeaders().get(Headers.TIMINGS_MS) instanceof Map;
    return new ResultHeaders(
        headers.text(Headers.WORKER),
        headers.text(Headers.ENGINE),
        headers.wholeInt(Headers.BATCH_SIZE),
        headers.wholeInt(Headers.ATTEMPT),
        headers.whole(Headers.AGE_MS),
        timed ? timings(timings) : null,
        headers.text(Headers.TRACEPARENT),
        headers.text(Headers.TRACESTATE));
  }

  private static Timings timings(HeaderReader table) {
    return new Timings(
        table.decimal(Timings.BROKER_WAIT),
        table.decimal(Timings.DECODE),
        table.decimal(Timings.BATCH_WAIT),
        table.decimal(Timings.INFERENCE),
        table.decimal(Timings.POSTPROCESS));
  }

  private static void put(Map<String, Object> headers, String name, Object value) {
    if (value != null) headers.put(name, value);
  }
}
