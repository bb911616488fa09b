package dev.warren.worker.broker;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.BrokerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the owner of the sessions and those who wait for one tell each other: on which session which
 * parts are begun, what is in the way, and whether an end is asked for. Every change wakes up all
 * of them, to look again. Thread-safe, under the one lock of this object.
 */
final class SessionBoard {
  private static final Logger log = LoggerFactory.getLogger(SessionBoard.class);

  private final Duration startupTimeout;
  private final CompletableFuture<Throwable> failure;
  private final long lookNanos;
  private final List<SessionPart> parts = new ArrayList<>();

  /** Of the parts, how many are begun on the session at hand. */
  private int begun;

  private Broker session;

  /** What is begun on it is being ended: whoever waits for a part waits for the next one. */
  private boolean ending;

  private Trouble trouble;

  /** Somebody waits, or is about to: from the first on, and from each part that is added. */
  private boolean awaited = true;

  private boolean draining;
  private boolean stopping;

  /**
   * @param startupTimeout longest wait for a part to begin while there is trouble
   * @param failure completes when the owner has ended by itself, for whom nobody waits any longer
   * @param look how often those who wait look although nobody wakes them up
   */
  SessionBoard(Duration startupTimeout, CompletableFuture<Throwable> failure, Duration look) {
    this.startupTimeout = startupTimeout;
    this.failure = failure;
    this.lookNanos = look.toNanos();
  }

  // For those who wait.

  synchronized void add(SessionPart part) {
    parts.add(requireNonNull(part, "part"));
    awaited = true;
    trouble = null;
    notifyAll();
  }

  /**
   * @param part null to wait for a session alone
   * @param stop ends the wait when it completes: at once if {@link #wake} says so, else within 1 s
   * @throws BrokerException when the broker refuses us, or is away for the whole startup timeout
   * @throws CancellationException when stopped meanwhile
   */
  synchronized void awaitBegun(SessionPart part, CompletableFuture<Void> stop) {
    try {
      awaitBegunOrTrouble(part, stop);
    } finally {
      awaited = false;
    }
  }

  private void awaitBegunOrTrouble(SessionPart part, CompletableFuture<Void> stop) {
    long end = System.nanoTime() + startupTimeout.toNanos();
    boolean said = false;
    while (session == null || ending || part != null && parts.indexOf(part) >= begun) {
      if (stop.isDone()) throw new CancellationException("stopped before the start was complete");
      if (failure.isDone()) throw new IllegalStateException(failure.join());
      long left = end - System.nanoTime();
      if (trouble != null && (trouble.endsStart() || left <= 0)) throw trouble.toException();
      if (trouble != null && !said) {
        said = true;
        log.info("waiting for the broker, {} s at most", startupTimeout.toSeconds());
      }
      // An attempt that has begun is waited for: it says what is wrong, and is bounded itself.
      await(trouble == null ? lookNanos : Math.min(left, lookNanos));
    }
  }

  /** Wakes up whoever waits, to look again. */
  synchronized void wake() {
    notifyAll();
  }

  /**
   * No session follows the one at hand.
   *
   * @return that one, or null
   */
  synchronized Broker drain() {
    draining = true;
    notifyAll();
    return session;
  }

  /**
   * The one at hand ends too.
   *
   * @return whether there is one
   */
  synchronized boolean stop() {
    stopping = true;
    notifyAll();
    return session != null;
  }

  // For the owner.

  synchronized boolean mayOpen() {
    return !stopping && !draining;
  }

  /** Waits before the next attempt, as long as there may be one. */
  synchronized void pause(Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    for (long left; mayOpen() && (left = end - System.nanoTime()) > 0; ) await(left);
  }

  /** Whether no attempt follows: whoever waits gives up, and says why himself. */
  synchronized boolean endsWith(Trouble met) {
    return awaited && met.endsStart();
  }

  synchronized void met(Trouble met) {
    trouble = met;
    notifyAll();
  }

  /** The part to be begun next, or null. */
  synchronized SessionPart nextPart() {
    return stopping || begun == parts.size() ? null : parts.get(begun);
  }

  synchronized void begunNext() {
    begun++;
    notifyAll();
  }

  synchronized void opened(Broker broker) {
    session = broker;
    trouble = null;
    notifyAll();
  }

  synchronized boolean isServing(Broker broker) {
    return !stopping && !broker.lost().isDone();
  }

  /**
   * Waits while there is nothing to do on this session.
   *
   * @param held whether the parts know the broker to be blocked
   */
  synchronized void awaitChange(Broker broker, boolean held, long nanos) {
    if (isServing(broker) && nextPart() == null && broker.isBlocked() == held) await(nanos);
  }

  /** In the order in which they were added. */
  synchronized List<SessionPart> begunParts() {
    return List.copyOf(parts.subList(0, begun));
  }

  /** The session ends, and the part whose begin has failed may have begun halfway. */
  synchronized void ending() {
    ending = true;
    begun = Math.min(begun + 1, parts.size());
  }

  /**
   * The session is over.
   *
   * @return whether it was ever open
   */
  synchronized boolean ended() {
    boolean wasOpen = session != null;
    session = null;
    ending = false;
    begun = 0;
    return wasOpen;
  }

  private synchronized void await(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }
}
