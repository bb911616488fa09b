package dev.warren.worker.publish;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.FrameResult;
import dev.warren.worker.flow.Outcome;

/**
 * A reply that the broker has not confirmed.
 *
 * @param exchange "" when the requester named a queue
 * @param tries sends so far, the next one included
 */
record Pending(
    Outcome outcome,
    String exchange,
    String routingKey,
    AMQP.BasicProperties properties,
    byte[] body,
    int tries) {
  private static final String DIRECT_REPLY = "amq.rabbitmq.reply-to";

  /** How a reply leaves. */
  enum Route {
    /** To the reply exchange, like most. */
    EXCHANGE,
    /** To a queue that the requester named. */
    QUEUE,
    /** To a requester that holds no queue: RabbitMQ's direct reply-to, best effort. */
    DIRECT
  }

  Route route() {
    if (!exchange.isEmpty()) return Route.EXCHANGE;
    return routingKey.startsWith(DIRECT_REPLY) ? Route.DIRECT : Route.QUEUE;
  }

  String resultId() {
    return properties.getMessageId();
  }

  /** Whether the frame comes again, and its reply with it. */
  boolean isStale() {
    return outcome.ticket().receipt().isStale();
  }

  /** Whether the frame's deadline has passed. */
  boolean isLate(long nowNanos) {
    return outcome.ticket().slackNanos(nowNanos) < 0;
  }

  /** Whether the same frame may have another outcome when it is tried again. */
  boolean isWorthRepeating() {
    return outcome.result() instanceof FrameResult.Failed failed && failed.retryable();
  }

  Pending again() {
    return new Pending(outcome, exchange, routingKey, properties, body, tries + 1);
  }

  /**
   * RabbitMQ up to 4.0 at least returns a mandatory direct reply as unroutable although it arrives,
   * so that only named queues are asked for.
   */
  boolean isMandatory() {
    return route() != Route.DIRECT;
  }
}
