package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Hands results to a handler, one after the other on one thread. A result is acked after the
 * handler has returned or thrown: a program that dies sees it again, and the result id tells. Lives
 * as long as its connection.
 */
public final class DetectionSubscriber implements AutoCloseable {
  /**
   * A subscriber that cannot keep up loses the oldest results of its own queue, instead of filling
   * the broker.
   */
  private static final int OWN_QUEUE_MAX_BYTES = 64 << 20;

  private final AmqpLink link;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private ResultConsumer consumer;

  private DetectionSubscriber(AmqpLink link) {
    this.link = link;
  }

  /**
   * Connects and begins to consume: results that are published after the return arrive.
   *
   * @param handler may block, at the price of results waiting at the broker; what it throws is
   *     logged and counted
   * @throws BrokerException if there is no connection, or exchange or queue is missing
   */
  public static DetectionSubscriber open(
      AmqpConfig c, SubscriberConfig s, Consumer<ReceivedResult> handler) {
    requireNonNull(s, "s");
    requireNonNull(handler, "handler");
    AmqpLink link = AmqpLink.open(c, "warren-subscriber", Threads.single("results"));
    try {
      DetectionSubscriber subscriber = new DetectionSubscriber(link);
      subscriber.start(s, handler);
      return subscriber;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw BrokerProblems.opening(link.config(), e);
    }
  }

  /**
   * Completes when the subscriber is closed; exceptionally with a {@link BrokerException} when it
   * gets nothing more.
   */
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  /** Messages that were no results; they were acked. */
  public long malformed() {
    return consumer.malformed();
  }

  /** Results whose handler threw; they were acked. */
  public long handlerFailures() {
    return consumer.handlerFailures();
  }

  /** Ends the connection within seconds; what was not acked stays on a durable queue. */
  @Override
  public void close() {
    closed.complete(null);
    link.close();
  }

  private void start(SubscriberConfig s, Consumer<ReceivedResult> handler) throws IOException {
    String queue = queue(s);
    Channel channel = link.connection().createChannel();
    channel.basicQos(s.prefetch());
    channel.addShutdownListener(this::lost);
    consumer = new ResultConsumer(channel, handler, (properties, problem) -> {}, closed);
    channel.basicConsume(queue, false, consumer);
  }

  private String queue(SubscriberConfig s) throws IOException {
    if (s.queue() != null) {
      Declarations.checkQueue(link.connection(), s.queue());
      return s.queue();
    }
    String exchange = s.topology().detectionsExchange();
    Declarations.checkExchange(link.connection(), exchange);
    Channel channel = link.connection().createChannel();
    Map<String, Object> bounded =
        Map.of("x-max-length-bytes", OWN_QUEUE_MAX_BYTES, "x-overflow", "drop-head");
    String queue = s.topology().ownQueue();
    channel.queueDeclare(queue, false, true, true, bounded);
    channel.queueBind(queue, exchange, s.pattern());
    channel.abort();
    return queue;
  }

  private void lost(ShutdownSignalException signal) {
    closed.completeExceptionally(
        new BrokerException(
            BrokerException.Kind.UNREACHABLE, BrokerProblems.losing(signal), signal));
  }
}
