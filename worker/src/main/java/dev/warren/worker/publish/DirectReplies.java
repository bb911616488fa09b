package dev.warren.worker.publish;

import dev.warren.common.Daemons;
import dev.warren.protocol.AmqpLink;
import dev.warren.protocol.BrokerException;
import dev.warren.worker.broker.Broker;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RabbitMQ's direct reply-to, one reply at a time on a connection of its own: a broker that finds a
 * forged token closes the whole connection, and neither the worker nor anybody else's reply may go
 * down with it. Best effort, as the broker's own promise is.
 */
final class DirectReplies implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectReplies.class);
  private static final long CONFIRM_SECONDS = 5;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Daemons.named("direct-replies"));
  private AmqpLink link;
  private Outlet outlet;

  /**
   * Returns at once; what waits here is bounded by the prefetch.
   *
   * @param broker opens the connection, where there is none
   */
  CompletableFuture<Outlet.Fate> send(Pending reply, Broker broker) {
    try {
      return CompletableFuture.supplyAsync(() -> sendNow(reply, broker), thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(Outlet.Fate.CONNECTION_LOST);
    }
  }

  private Outlet.Fate sendNow(Pending reply, Broker broker) {
    if (reply.isStale()) return Outlet.Fate.CONNECTION_LOST;
    try {
      if (outlet == null || !outlet.isOpen()) {
        disconnect();
        link = broker.openLink("direct replies");
        outlet = Outlet.open(link.connection().createChannel());
      }
      return outlet.send(reply).get(CONFIRM_SECONDS, TimeUnit.SECONDS);
    } catch (IOException | BrokerException | ExecutionException | TimeoutException e) {
      log.debug("direct reply {} not sent", reply.resultId(), e);
      disconnect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Outlet.Fate.CONNECTION_LOST;
  }

  private void disconnect() {
    if (link != null) link.close();
    link = null;
    outlet = null;
  }

  @Override
  public void close() {
    try {
      // After the replies that wait: the last task on the only thread.
      thread.execute(this::disconnect);
      thread.shutdown();
      if (!thread.awaitTermination(CONFIRM_SECONDS, TimeUnit.SECONDS)) thread.shutdownNow();
    } catch (RejectedExecutionException e) {
      log.debug("closed already", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
