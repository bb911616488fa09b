package dev.warren.protocol;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes results off a channel. Whatever a handler throws, the message is acked and the channel
 * lives.
 */
final class ResultConsumer extends DefaultConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(ResultConsumer.class);

  private final Consumer<ReceivedResult> handler;
  private final BiConsumer<AMQP.BasicProperties, MalformedResultException> refused;
  private final CompletableFuture<Void> closed;
  private final AtomicLong malformed = new AtomicLong();
  private final AtomicLong handlerFailures = new AtomicLong();

  ResultConsumer(
      Channel channel,
      Consumer<ReceivedResult> handler,
      BiConsumer<AMQP.BasicProperties, MalformedResultException> refused,
      CompletableFuture<Void> closed) {
    super(channel);
    this.handler = handler;
    this.refused = refused;
    this.closed = closed;
  }

  long malformed() {
    return malformed.get();
  }

  long handlerFailures() {
    return handlerFailures.get();
  }

  @Override
  public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties p, byte[] body)
      throws IOException {
    long now = System.nanoTime();
    try {
      handle(ResultMessages.read(envelope.getRoutingKey(), p, body, now));
    } catch (MalformedResultException e) {
      // A repeating fault is logged once, then counted.
      if (malformed.getAndIncrement() == 0)
        LOG.warn("Malformed result, acked and counted: {}", e.getMessage());
      else LOG.debug("Malformed result: {}", e.getMessage());
      refused.accept(p, e);
    }
    if (getChannel().isOpen()) getChannel().basicAck(envelope.getDeliveryTag(), false);
  }

  @Override
  public void handleCancel(String tag) {
    closed.completeExceptionally(
        new BrokerException(
            BrokerException.Kind.TOPOLOGY,
            "the broker ended the subscription: its queue was deleted",
            null));
  }

  private void handle(ReceivedResult received) {
    try {
      handler.accept(received);
    } catch (Throwable e) { // an Error would end the channel, and its result come again for ever
      if (handlerFailures.getAndIncrement() == 0)
        LOG.warn("The handler of results failed; its messages are acked", e);
      else LOG.debug("The handler of results failed", e);
    }
  }
}
