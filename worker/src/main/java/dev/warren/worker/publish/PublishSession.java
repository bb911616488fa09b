package dev.warren.worker.publish;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import dev.warren.protocol.ChannelTrial;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.publish.Outlet.Fate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels that replies leave by in one session, and the replies that wait for the broker to
 * read again: bounded by the prefetch. Thread-safe.
 */
final class PublishSession {
  private static final Logger log = LoggerFactory.getLogger(PublishSession.class);

  private final Broker broker;
  private final ChannelTrial resultsTrial = new ChannelTrial(System::nanoTime);
  private final ChannelTrial repliesTrial = new ChannelTrial(System::nanoTime);

  /** Replaced, with replies that may still be confirmed. */
  private final List<Outlet> retired = new ArrayList<>();

  private final Queue<Pending> held = new ConcurrentLinkedQueue<>();
  private volatile long blockedUntilNanos = System.nanoTime();
  private volatile Outlet results;
  private Outlet replies;

  private PublishSession(Broker broker, Outlet results) {
    this.broker = broker;
    this.results = results;
  }

  static PublishSession open(Broker broker) throws IOException {
    return new PublishSession(broker, Outlet.open(broker.openPublishChannel()));
  }

  Broker broker() {
    return broker;
  }

  /**
   * Keeps the reply while the broker reads nothing: a thread that writes to it nevertheless would
   * hang as soon as the socket is full.
   *
   * @return false while it reads
   */
  boolean holds(Pending reply) {
    if (!broker.isBlocked()) return false;
    held.add(reply);
    return true;
  }

  /** One of those that are kept, once the broker reads; null where there is none, or no reader. */
  Pending nextHeld() {
    return broker.isBlocked() ? null : held.poll();
  }

  /**
   * While nothing is read: waits no longer for the confirms of replies that nobody wants any more,
   * and takes out those that are kept.
   */
  List<Pending> shedLate() {
    List<Pending> late = new ArrayList<>();
    if (!broker.isBlocked()) return late;
    long now = System.nanoTime();
    outlets().forEach(outlet -> outlet.shedLate(now));
    for (Pending reply : held) {
      // Whoever removes it has it: the broker may read again meanwhile.
      if (reply.isLate(now) && held.remove(reply)) late.add(reply);
    }
    return late;
  }

  CompletableFuture<Fate> sendToExchange(Pending reply) {
    return resultsOutlet().send(reply);
  }

  private synchronized Outlet resultsOutlet() {
    results = usable(results, resultsTrial, broker::openPublishChannel);
    return results;
  }

  private interface Channels {
    Channel open() throws IOException;
  }

  /** The same, or another one in place of one that refuses. Holds the lock. */
  private Outlet usable(Outlet outlet, ChannelTrial trial, Channels channels) {
    if (!outlet.refuses() || !trial.isOver()) return outlet;
    trial.begin();
    try {
      Outlet other = Outlet.open(channels.open());
      outlet.retire();
      retired.add(outlet);
      log.debug("replies are refused: sending them by another channel");
      return other;
    } catch (IOException | AlreadyClosedException e) {
      log.debug("no other channel", e);
      return outlet;
    }
  }

  CompletableFuture<Fate> sendToQueue(Pending reply) {
    Outlet outlet;
    try {
      outlet = repliesOutlet();
    } catch (IOException | AlreadyClosedException e) {
      log.debug("reply {} not sent", reply.resultId(), e);
      // A session that lives on without a channel for it would never settle the frame.
      boolean isOpen = broker.connection().isOpen();
      return CompletableFuture.completedFuture(isOpen ? Fate.REFUSED : Fate.CONNECTION_LOST);
    }
    return outlet.send(reply);
  }

  private synchronized Outlet repliesOutlet() throws IOException {
    if (replies == null || !replies.isOpen()) {
      replies = Outlet.open(broker.openReplyChannel());
    } else {
      replies = usable(replies, repliesTrial, broker::openReplyChannel);
    }
    return replies;
  }

  /** Gives up waiting for what is unconfirmed for so long; time under an alarm does not count. */
  void refuseOlderThan(long timeoutNanos) {
    long now = System.nanoTime();
    if (broker.isBlocked()) {
      blockedUntilNanos = now;
      return;
    }
    if (now - blockedUntilNanos < timeoutNanos) return;
    outlets().forEach(outlet -> outlet.refuseSentBefore(now - timeoutNanos));
    takeIdle().forEach(Outlet::close);
  }

  /** Whether the channel of the results owes confirms and has never given any. */
  boolean isMute() {
    return results.isMute();
  }

  /** All that may have unconfirmed replies. A copy: what is done to them may call back or wait. */
  private synchronized List<Outlet> outlets() {
    List<Outlet> all = new ArrayList<>(retired);
    all.add(results);
    if (replies != null) all.add(replies);
    return all;
  }

  private synchronized List<Outlet> takeIdle() {
    List<Outlet> idle = retired.stream().filter(Outlet::isIdle).toList();
    retired.removeAll(idle);
    return idle;
  }

  /** The session is gone, and with it whatever is unconfirmed. */
  void abandon() {
    held.clear();
    outlets().forEach(Outlet::abandon);
  }
}
