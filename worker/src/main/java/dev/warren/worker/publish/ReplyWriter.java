package dev.warren.worker.publish;

import com.rabbitmq.client.AMQP;
import dev.warren.protocol.ResultHeaders;
import dev.warren.protocol.ResultMessages;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;

/** Makes a reply of an outcome: where it goes, and what its headers tell. Thread-safe. */
final class ReplyWriter {
  private final ResultPublisher.Identity identity;

  ReplyWriter(ResultPublisher.Identity identity) {
    this.identity = identity;
  }

  /** To be sent for the first time, and now: the frame's age is in it. */
  Pending write(Outcome outcome, byte[] body) {
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
    AMQP.BasicProperties properties =
        ResultMessages.properties(outcome.result(), headers, reply.correlationId());
    boolean named = reply.replyTo() != null;
    return new Pending(
        outcome,
        named ? "" : identity.topology().detectionsExchange(),
        named ? reply.replyTo() : reply.routingKey(),
        properties,
        body,
        1);
  }

  /** From capture if known, else from arrival. */
  private static Long age(Ticket ticket) {
    Long captured = ticket.frame().capturedAtMs();
    long since = captured == null ? ticket.clock().receivedMs() : captured;
    return Math.max(0, System.currentTimeMillis() - since);
  }
}
