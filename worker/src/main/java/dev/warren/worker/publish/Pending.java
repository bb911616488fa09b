package dev.warren.worker.publish;

import com.rabbitmq.client.AMQP;
import dev.warren.worker.flow.Outcome;

/**
 * A reply that the broker has not confirmed.
 *
 * @param tries sends so far, this one included
 * @param sentNanos {@link System#nanoTime} of this send
 */
record Pending(
    Outcome outcome,
    String exchange,
    String routingKey,
    AMQP.BasicProperties properties,
    byte[] body,
    int tries,
    long sentNanos) {
  String resultId() {
    return properties.getMessageId();
  }

  Pending again(long nowNanos) {
    return new Pending(outcome, exchange, routingKey, properties, body, tries + 1, nowNanos);
  }

  /**
   * RabbitMQ before 4.0 returns a mandatory direct reply as unroutable although it arrives, so that
   * only named queues are asked for.
   */
  boolean mandatory() {
    return !routingKey.startsWith("amq.rabbitmq.reply-to");
  }
}
