package dev.warren.worker.broker;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.AmqpConnections;
import dev.warren.protocol.BrokerException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections: one consumes, one publishes. Under a memory or disk alarm the broker stops
 * reading from a connection that publishes; on a connection of their own, acks still get through.
 */
public final class Broker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);
  private static final int CLOSE_TIMEOUT_MS = 5_000;

  private final Connection consume;
  private final Connection publish;
  private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
  private volatile boolean blocked;

  private Broker(Connection consume, Connection publish) {
    this.consume = consume;
    this.publish = publish;
  }

  /**
   * @param name the worker's, shown in the broker's list of connections
   * @throws BrokerException when the broker is away or refuses us
   */
  public static Broker connect(AmqpConfig config, String name) {
    Connection consume = AmqpConnections.open(config, name + " consume");
    Connection publish;
    try {
      publish = AmqpConnections.open(config, name + " publish");
    } catch (RuntimeException e) {
      consume.abort(CLOSE_TIMEOUT_MS);
      throw e;
    }
    Broker broker = new Broker(consume, publish);
    consume.addShutdownListener(broker::onShutdown);
    publish.addShutdownListener(broker::onShutdown);
    publish.addBlockedListener(broker.new Blocked());
    return broker;
  }

  public Connection consume() {
    return consume;
  }

  public Connection publish() {
    return publish;
  }

  /** True while the broker reads nothing that we publish. */
  public boolean isBlocked() {
    return blocked;
  }

  /** Completes with the reason when a connection ends that we did not close. */
  public CompletableFuture<Throwable> lost() {
    return lost;
  }

  private void onShutdown(ShutdownSignalException cause) {
    if (!cause.isInitiatedByApplication()) {
      lost.complete(cause);
    }
  }

  @Override
  public void close() {
    // Abort waits for the broker's answer as close does, but a broken connection is no error here.
    consume.abort(CLOSE_TIMEOUT_MS);
    publish.abort(CLOSE_TIMEOUT_MS);
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
