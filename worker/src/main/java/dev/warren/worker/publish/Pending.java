package dev.warren.worker.publish;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;

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

  /**
   * To be sent for the first time, and now: the frame's age is in it.
   *
   * @param body of the result
   */
  static Pending of(Outcome outcome, byte[] body, ResultPublisher.Identity identity) {
    Ticket ticket = outcome.ticket();
    Ticket.Reply reply = ticket.reply();
    TraceContext trace = ticket.trace().sending(outcome.result(), reply.trace());
    ResultHeaders headers =
        new ResultHeaders(
            identity.worker(),
            identity.engine(),
            outcome.batchSize(),
            reply.attempt(),
            age(ticket),
            outcome.timings(),
            trace.traceparent(),
            trace.tracestate());
    boolean named = reply.replyTo() != null;
    return new Pending(
        outcome,
        named ? "" : identity.topology().detectionsExchange(),
        named ? reply.replyTo() : reply.routingKey(),
        ResultMessages.properties(outcome.result(), headers, reply.correlationId()),
        body,
        1);
  }

  /** From capture if known, else from arrival. */
  private static Long age(Ticket ticket) {
    Long captured = ticket.frame().capturedAtMs();
    long since = captured == null ? ticket.clock().receivedMs() : captured;
    return Math.max(0, System.currentTimeMillis() - since);
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
