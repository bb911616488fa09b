package dev.warren.worker.publish;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * One channel with confirms, and the replies on it that the broker has not answered. Thread-safe.
 */
final class Outlet {
  /** What became of one send. */
  enum Fate {
    /** The broker has it. */
    CONFIRMED,
    /** Nobody listens there; the broker has dropped it. */
    RETURNED,
    /** The broker did not take it, or did not say so in time. */
    REFUSED,
    /** The broker closed this channel, and only this channel, for something that was sent on it. */
    CHANNEL_CLOSED,
    /** The connection is gone. */
    CONNECTION_LOST,
    /**
     * Late, and the broker reads nothing: it may yet find its reader, and nobody waits for that.
     */
    SHED
  }

  private record Sent(Pending reply, long nanos, CompletableFuture<Fate> fate) {}

  private final Channel channel;
  private final ConcurrentSkipListMap<Long, Sent> unconfirmed = new ConcurrentSkipListMap<>();
  private final Set<String> returned = ConcurrentHashMap.newKeySet();
  private volatile boolean refuses;
  private volatile boolean answered;
  private volatile boolean retired;

  private Outlet(Channel channel) {
    this.channel = channel;
  }

  static Outlet open(Channel channel) throws IOException {
    Outlet outlet = new Outlet(channel);
    channel.confirmSelect();
    channel.addReturnListener(
        message -> outlet.returned.add(message.getProperties().getMessageId()));
    channel.addConfirmListener(
        (number, multiple) -> outlet.answer(number, multiple, Fate.CONFIRMED),
        (number, multiple) -> outlet.answer(number, multiple, Fate.REFUSED));
    channel.addShutdownListener(outlet::onShutdown);
    return outlet;
  }

  /**
   * Blocks while the socket is full.
   *
   * @return fails with the reason if the client cannot encode the reply
   */
  CompletableFuture<Fate> send(Pending reply) {
    CompletableFuture<Fate> fate = new CompletableFuture<>();
    // One lock around number and publish: confirms are matched by the order of the sends.
    synchronized (channel) {
      long number = channel.getNextPublishSeqNo();
      unconfirmed.put(number, new Sent(reply, System.nanoTime(), fate));
      try {
        channel.basicPublish(
            reply.exchange(),
            reply.routingKey(),
            reply.isMandatory(),
            reply.properties(),
            reply.body());
      } catch (AlreadyClosedException e) {
        unconfirmed.remove(number);
        fate.complete(retired ? Fate.REFUSED : closed(e));
      } catch (IOException e) {
        unconfirmed.remove(number);
        fate.complete(Fate.CONNECTION_LOST);
      } catch (RuntimeException e) {
        unconfirmed.remove(number);
        fate.completeExceptionally(e);
      }
    }
    return fate;
  }

  /**
   * Gives up waiting for what was sent before {@code nanos}. Then the channel counts as one that
   * refuses: after a node has hung RabbitMQ 3.10 may owe the confirms for ever.
   */
  void refuseSentBefore(long nanos) {
    for (Map.Entry<Long, Sent> entry : unconfirmed.entrySet()) {
      if (entry.getValue().nanos() - nanos >= 0) return;
      refuses = true;
      if (unconfirmed.remove(entry.getKey(), entry.getValue())) {
        entry.getValue().fate().complete(Fate.REFUSED);
      }
    }
  }

  /** Waits no longer for what nobody wants any more. */
  void shedLate(long nowNanos) {
    for (Map.Entry<Long, Sent> entry : unconfirmed.entrySet()) {
      if (entry.getValue().reply().isLate(nowNanos)
          && unconfirmed.remove(entry.getKey(), entry.getValue())) {
        entry.getValue().fate().complete(Fate.SHED);
      }
    }
  }

  /** Whether the broker's last answer, or its silence, was that it has not taken a reply. */
  boolean refuses() {
    return refuses;
  }

  /** Whether the broker owes answers on it and has never given any. */
  boolean isMute() {
    return refuses && !answered;
  }

  /** Another outlet follows: what the end of this one's channel takes along is to be sent again. */
  void retire() {
    retired = true;
  }

  /** After {@link #retire}, when nothing is unconfirmed; may wait for the broker. */
  void close() {
    try {
      channel.abort();
    } catch (IOException | RuntimeException e) {
      // Gone already, which is all that is wanted.
    }
  }

  /** The session is gone. */
  void abandon() {
    completeAll(Fate.CONNECTION_LOST);
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  boolean isIdle() {
    return unconfirmed.isEmpty();
  }

  private void answer(long number, boolean multiple, Fate fate) {
    refuses = fate == Fate.REFUSED;
    answered = true;
    if (!multiple) {
      complete(unconfirmed.remove(number), fate);
      return;
    }
    for (Long n : unconfirmed.headMap(number, true).keySet()) {
      complete(unconfirmed.remove(n), fate);
    }
  }

  private void complete(Sent sent, Fate fate) {
    if (sent == null) return; // given up meanwhile
    // RabbitMQ confirms what it has returned, other brokers refuse it: either way nobody listens.
    boolean unroutable = returned.remove(sent.reply().resultId());
    // A broker that refuses before it returns would leave ids of messages that are settled.
    if (unconfirmed.isEmpty()) returned.clear();
    sent.fate().complete(unroutable ? Fate.RETURNED : fate);
  }

  private void onShutdown(ShutdownSignalException cause) {
    completeAll(retired ? Fate.REFUSED : closed(cause));
  }

  private void completeAll(Fate fate) {
    for (Long number : unconfirmed.keySet()) {
      Sent sent = unconfirmed.remove(number);
      if (sent != null) sent.fate().complete(fate);
    }
  }

  private static Fate closed(ShutdownSignalException cause) {
    return cause.isHardError() ? Fate.CONNECTION_LOST : Fate.CHANNEL_CLOSED;
  }
}
