package dev.warren.worker.broker;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpLink;
import dev.warren.protocol.BrokerException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections: one consumes, one publishes. Under a memory or disk alarm the broker stops
 * reading from a connection that publishes; on a connection of their own, acks still get through.
 */
public final class Broker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);

  private final AmqpConfig config;
  private final String name;
  private final AmqpLink consume;
  private final AmqpLink publish;
  private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
  private volatile boolean blocked;

  private Broker(AmqpConfig config, String name, AmqpLink consume, AmqpLink publish) {
    this.config = config;
    this.name = name;
    this.consume = consume;
    this.publish = publish;
  }

  /**
   * @param name the worker's, shown in the broker's list of connections
   * @throws BrokerException when the broker is away or refuses us
   */
  public static Broker connect(AmqpConfig config, String name) {
    AmqpLink consume = AmqpLink.open(config, name + " consume");
    AmqpLink publish;
    try {
      publish = AmqpLink.open(config, name + " publish");
    } catch (RuntimeException e) {
      consume.close();
      throw e;
    }
    Broker broker = new Broker(config, name, consume, publish);
    consume.connection().addShutdownListener(broker::onShutdown);
    publish.connection().addShutdownListener(broker::onShutdown);
    publish.connection().addBlockedListener(broker.new Blocked());
    return broker;
  }

  /** For checks of what exists; a channel that works for long comes from the methods below. */
  public Connection connection() {
    return publish.connection();
  }

  /** A channel on the consuming connection whose end is the worker's end. */
  public Channel openConsumeChannel() throws IOException {
    return watched(consume.connection().createChannel());
  }

  /** A channel on the publishing connection whose end is the worker's end. */
  public Channel openPublishChannel() throws IOException {
    return watched(publish.connection().createChannel());
  }

  /** A channel on the publishing connection that may end without ending the worker. */
  public Channel openReplyChannel() throws IOException {
    return publish.connection().createChannel();
  }

  /** A channel on the consuming connection, for questions; it may end without ending the worker. */
  public Channel openCheckChannel() throws IOException {
    return consume.connection().createChannel();
  }

  /**
   * One more connection, which may end without ending the worker.
   *
   * @param purpose shown in the broker's list of connections
   */
  public AmqpLink openLink(String purpose) {
    return AmqpLink.open(config, name + " " + purpose);
  }

  private Channel watched(Channel channel) {
    channel.addShutdownListener(this::onShutdown);
    return channel;
  }

  /** True while the broker reads nothing that we publish. */
  public boolean isBlocked() {
    return blocked;
  }

  /** Completes with the reason when a connection or channel ends that we did not close. */
  public CompletableFuture<Throwable> lost() {
    return lost;
  }

  private void onShutdown(ShutdownSignalException cause) {
    if (!cause.isInitiatedByApplication()) {
      lost.complete(cause);
    }
  }

  /** Bounded in time, even while the broker reads nothing. */
  @Override
  public void close() {
    consume.close();
    publish.close();
  }

  private final class Blocked implements BlockedListener {
    @Override
    public void handleBlocked(String reason) {
      blocked = true;
      log.warn("broker accepts no replies for now: {}", reason);
    }

    @Override
    public void handleUnblocked() {
      blocked = false;
      log.info("broker accepts replies again");
    }
  }
}
