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

/**
 * One session: two connections, of which one consumes and one publishes. Under a memory or disk
 * alarm the broker stops reading from a connection that publishes; on a connection of their own,
 * acks still get through. When anything of it breaks, all of it is over. Thread-safe.
 */
public final class Broker implements AutoCloseable {
  private final String name;
  private final AmqpLink consume;
  private final AmqpLink publish;
  private final Runnable onChange;
  private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
  private volatile String blockedReason;

  /** Of links that {@link #connect} has opened; a test of those who only wait has none. */
  Broker(String name, AmqpLink consume, AmqpLink publish, Runnable onChange) {
    this.name = name;
    this.consume = consume;
    this.publish = publish;
    this.onChange = onChange;
  }

  /**
   * @param name the worker's, shown in the broker's list of connections
   * @param lastNode {@link #node} that is tried after all others, or null
   * @param onChange is told when the session is lost, blocked or unblocked; must not wait
   * @throws BrokerException when the broker is away or refuses us
   */
  static Broker connect(AmqpConfig config, String name, String lastNode, Runnable onChange) {
    AmqpLink consume = AmqpLink.open(config, name + " consume", lastNode);
    AmqpLink publish;
    try {
      BrokerVersion.of(consume.connection().getServerProperties()).requireUsable();
      publish = consume.beside(name + " publish");
    } catch (RuntimeException e) {
      consume.close();
      throw e;
    }
    Broker broker = new Broker(name, consume, publish, onChange);
    consume.connection().addShutdownListener(broker::onShutdown);
    publish.connection().addShutdownListener(broker::onShutdown);
    publish.connection().addBlockedListener(broker.new Blocked());
    return broker;
  }

  BrokerVersion version() {
    return BrokerVersion.of(publish.connection().getServerProperties());
  }

  /** Whether the next session may be with another node. */
  public boolean isOneOfSeveral() {
    return consume.isOneOfSeveral();
  }

  /** What tells the node that we are connected to from others. */
  String node() {
    return consume.node();
  }

  /** The node that we are connected to, for messages. */
  String address() {
    return consume.address();
  }

  /** For checks of what exists; a channel that works for long comes from the methods below. */
  public Connection connection() {
    return publish.connection();
  }

  /** A channel on the consuming connection whose end is the session's end. */
  public Channel openConsumeChannel() throws IOException {
    return watched(channel(consume));
  }

  /** A channel on the publishing connection whose end is the session's end. */
  public Channel openPublishChannel() throws IOException {
    return watched(channel(publish));
  }

  /** A channel on the publishing connection that may end without ending the session. */
  public Channel openReplyChannel() throws IOException {
    return channel(publish);
  }

  /**
   * A channel on the consuming connection, for questions; it may end without ending the session.
   */
  public Channel openCheckChannel() throws IOException {
    return channel(consume);
  }

  /**
   * One more connection with the same node, which may end without ending the session.
   *
   * @param purpose shown in the broker's list of connections
   */
  public AmqpLink openLink(String purpose) {
    return consume.beside(name + " " + purpose);
  }

  private static Channel channel(AmqpLink link) throws IOException {
    Channel channel = link.connection().createChannel();
    if (channel == null) throw new IOException("the broker grants no more channels");
    return channel;
  }

  private Channel watched(Channel channel) {
    channel.addShutdownListener(this::onShutdown);
    return channel;
  }

  /** True while the broker reads nothing that we publish. */
  public boolean isBlocked() {
    return blockedReason != null;
  }

  /** The broker's words, or null while it reads. */
  String blockedReason() {
    return blockedReason;
  }

  /** Completes with the reason when something of the session ends that we did not close. */
  public CompletableFuture<Throwable> lost() {
    return lost;
  }

  /** Ends the session, which somebody has found to be of no use any more. */
  public void fail(Throwable reason) {
    if (lost.complete(reason)) onChange.run();
  }

  private void onShutdown(ShutdownSignalException cause) {
    if (!cause.isInitiatedByApplication()) fail(cause);
  }

  /**
   * Closes the sockets: frees every thread that hangs in them, and is the one thing that helps
   * against a network that swallows everything. The session is then lost.
   */
  void kill() {
    consume.kill();
    publish.kill();
  }

  /**
   * Bounded in time, whatever the broker does. A connection that it does not read is not asked to
   * close in order: nobody would answer.
   */
  @Override
  public void close() {
    consume.close();
    if (isBlocked()) publish.kill();
    publish.close();
  }

  private final class Blocked implements BlockedListener {
    @Override
    public void handleBlocked(String reason) {
      blockedReason = reason == null || reason.isBlank() ? "an alarm" : reason;
      onChange.run();
    }

    @Override
    public void handleUnblocked() {
      blockedReason = null;
      onChange.run();
    }
  }
}
