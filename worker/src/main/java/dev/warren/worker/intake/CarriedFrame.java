package dev.warren.worker.intake;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import dev.warren.protocol.Headers;
import dev.warren.worker.flow.Move;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A frame as it was delivered, with what it carries of its way so far. */
record CarriedFrame(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
  private static final String ACQUIRED_COUNT = "x-acquired-count";
  private static final String DELIVERY_COUNT = "x-delivery-count";
  private static final int PERSISTENT = 2;

  /** Whoever publishes frames can write any number. */
  private static final int MAX_COUNT = 1_000_000;

  /** What goes along. Others would count against the one frame that holds all headers. */
  private static final Set<String> KEPT =
      Stream.concat(Headers.REQUEST.stream(), Stream.of(Headers.REFUSED))
          .collect(Collectors.toUnmodifiableSet());

  String routingKey() {
    return envelope.getRoutingKey();
  }

  /** Tries so far and deliveries of this one. */
  int attempt() {
    return tries() + redeliveries();
  }

  /** This time included. A publisher's own header of that name counts nothing. */
  int tries() {
    return count(Headers.MOVED_AT_MS) == 0 ? 1 : Math.max(1, count(Headers.ATTEMPT));
  }

  /** Of this copy in this queue. Quorum queues count; others only say that there was one. */
  int redeliveries() {
    int counted = Math.max(count(ACQUIRED_COUNT), count(DELIVERY_COUNT));
    return Math.max(counted, envelope.isRedeliver() ? 1 : 0);
  }

  /**
   * Those that ended with their holder's channel. RabbitMQ before 4.3 has one count for these and
   * for what a holder gave back (https://www.rabbitmq.com/docs/quorum-queues).
   */
  int losses() {
    return count(DELIVERY_COUNT);
  }

  /** Of any numeric type: the broker's depends on its version. */
  private int count(String header) {
    Map<String, Object> headers = properties.getHeaders();
    Object value = headers == null ? null : headers.get(header);
    if (!(value instanceof Number number)) return 0;
    return (int) Math.max(0, Math.min(number.longValue(), MAX_COUNT));
  }

  /**
   * The properties under which it goes elsewhere. Not what was meant for the queue that it came
   * from: an expiry, a user whom the broker would check against ours, and the broker's own headers.
   *
   * @param origin the queue that it came from
   */
  AMQP.BasicProperties moved(Move move, String origin) {
    Map<String, Object> headers = new LinkedHashMap<>();
    if (properties.getHeaders() != null) headers.putAll(properties.getHeaders());
    headers.keySet().retainAll(KEPT);
    headers.put(Headers.REASON, move.reason());
    headers.put(Headers.STAGE, move.stage());
    headers.put(Headers.DETAIL, move.detail());
    headers.put(Headers.ATTEMPT, move.place() == Move.Place.RETRY ? tries() + 1 : tries());
    headers.put(Headers.ORIGIN, origin);
    headers.put(Headers.MOVED_AT_MS, System.currentTimeMillis());
    return properties
        .builder()
        .headers(headers)
        .deliveryMode(PERSISTENT)
        .expiration(null)
        .userId(null)
        .build();
  }
}
