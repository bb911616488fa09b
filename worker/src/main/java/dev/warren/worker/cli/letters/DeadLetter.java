package dev.warren.worker.cli.letters;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.LongString;
import dev.warren.protocol.Headers;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * What is known of a frame that was given up. Texts come from strangers: control characters are
 * replaced. A text that is missing is "".
 *
 * @param reason the worker's, else the broker's
 * @param broker why the broker gave it up, if it did: {@code delivery_limit}, {@code expired}, ...
 * @param attempt how often workers had tried it by then
 * @param origin the queue that it was in
 * @param atMs when it was given up, in epoch milliseconds, or null
 */
record DeadLetter(
    String id,
    String model,
    String camera,
    String routingKey,
    String reason,
    String broker,
    String stage,
    String detail,
    long attempt,
    String origin,
    Long atMs,
    String contentType,
    int bytes) {

  static DeadLetter of(GetResponse message) {
    AMQP.BasicProperties p = message.getProps();
    Map<String, Object> headers = p.getHeaders() == null ? Map.of() : p.getHeaders();
    Map<?, ?> death = lastDeath(headers);
    String key = message.getEnvelope().getRoutingKey();
    int dot = key.indexOf('.');
    String camera = text(headers.get(Headers.CAMERA));
    String broker = text(death.get("reason"));
    String reason = text(headers.get(Headers.REASON));
    String origin = text(death.get("queue"));
    return new DeadLetter(
        text(p.getMessageId()),
        text(dot < 0 ? key : key.substring(0, dot)),
        camera.isEmpty() && dot >= 0 ? text(key.substring(dot + 1)) : camera,
        text(key),
        reason.isEmpty() ? broker : reason,
        broker,
        text(headers.get(Headers.STAGE)),
        text(headers.get(Headers.DETAIL)),
        headers.get(Headers.ATTEMPT) instanceof Number n ? n.longValue() : 1,
        origin.isEmpty() ? text(headers.get(Headers.ORIGIN)) : origin,
        atMs(headers, death),
        text(p.getContentType()),
        message.getBody().length);
  }

  /** The broker writes the latest first. */
  private static Map<?, ?> lastDeath(Map<String, Object> headers) {
    Object deaths = headers.get("x-death");
    boolean any = deaths instanceof List<?> list && !list.isEmpty();
    return any && ((List<?>) deaths).get(0) instanceof Map<?, ?> death ? death : Map.of();
  }

  /** By the broker's hand, if it was: that came last. */
  private static Long atMs(Map<String, Object> headers, Map<?, ?> death) {
    if (death.get("time") instanceof Date date) return date.getTime();
    return headers.get(Headers.MOVED_AT_MS) instanceof Number n ? n.longValue() : null;
  }

  private static String text(Object value) {
    if (!(value instanceof CharSequence) && !(value instanceof LongString)) return "";
    return value.toString().replaceAll("\\p{Cc}", "?");
  }
}
