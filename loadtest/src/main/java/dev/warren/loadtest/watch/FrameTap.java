package dev.warren.loadtest.watch;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.BrokerProblems;
import dev.warren.protocol.Topology;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A copy of the frames that pass through the broker, on an own queue that is bounded and gone with
 * the connection. It takes nothing away from the workers.
 */
final class FrameTap implements AutoCloseable {
  private static final int PREFETCH = 16;
  private static final int CLOSE_MILLIS = 2_000;
  private static final Map<String, Object> BOUNDED =
      Map.of("x-max-length-bytes", 32 << 20, "x-overflow", "drop-head");

  private static final String CANCELLED =
      "the broker ended the subscription to frames: its queue was deleted";

  private final Connection connection;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private FrameTap(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param pattern as of results: frames and results have the same routing keys
   * @param handler gets message id and picture, on a thread of the connection
   */
  static FrameTap open(
      AmqpConfig amqp, Topology topology, String pattern, BiConsumer<String, byte[]> handler) {
    Connection connection = AmqpConnections.open(amqp, "warren-watch-frames");
    try {
      FrameTap tap = new FrameTap(connection);
      Channel channel = connection.createChannel();
      channel.addShutdownListener(tap::lost);
      String queue = topology.ownQueue();
      channel.queueDeclare(queue, false, true, true, BOUNDED);
      channel.queueBind(queue, topology.framesExchange(), pattern);
      channel.basicQos(PREFETCH);
      channel.basicConsume(
          queue,
          false,
          new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(
                String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
              if (properties.getMessageId() != null) {
                handler.accept(properties.getMessageId(), body);
              }
              try {
                getChannel().basicAck(envelope.getDeliveryTag(), false);
              } catch (AlreadyClosedException e) {
                // Whoever waits for the end has been told.
              }
            }

            @Override
            public void handleCancel(String tag) {
              tap.fail(BrokerException.Kind.TOPOLOGY, CANCELLED, null);
            }
          });
      return tap;
    } catch (IOException | ShutdownSignalException e) {
      connection.abort(CLOSE_MILLIS);
      throw refused("cannot listen to " + topology.framesExchange() + " for the pictures", e);
    }
  }

  private static BrokerException refused(String what, Exception e) {
    Throwable why = e instanceof ShutdownSignalException ? e : e.getCause();
    if (!(why instanceof ShutdownSignalException signal)) {
      return new BrokerException(BrokerException.Kind.TOPOLOGY, what, e);
    }
    boolean isDenied = BrokerProblems.isDenied(signal);
    BrokerException.Kind kind =
        isDenied ? BrokerException.Kind.PERMISSION : BrokerException.Kind.TOPOLOGY;
    return new BrokerException(kind, what + ": " + BrokerProblems.losing(signal), e);
  }

  /**
   * Completes when this is closed; exceptionally with a {@link BrokerException} when it gets
   * nothing more.
   */
  CompletableFuture<Void> closed() {
    return closed;
  }

  private void lost(ShutdownSignalException signal) {
    fail(BrokerException.Kind.UNREACHABLE, BrokerProblems.losing(signal), signal);
  }

  private void fail(BrokerException.Kind kind, String message, Throwable cause) {
    closed.completeExceptionally(new BrokerException(kind, message, cause));
  }

  @Override
  public void close() {
    closed.complete(null);
    connection.abort(CLOSE_MILLIS);
  }
}
