package dev.warren.worker.intake;

import dev.warren.common.Daemons;
import dev.warren.worker.broker.Broker;
import dev.warren.worker.broker.SessionPart;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.flow.WatchedReceipt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames that came more than once, as from two gateways of one camera: the engine sees one of them.
 * A copy of a frame that is under way waits until that one has ended, and gets its answer; where it
 * ended without one, the copy goes on in its place. What is held here is bounded by the prefetch.
 * Thread-safe.
 */
public final class Copies implements SessionPart, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Copies.class);

  /** The frame that goes on, and those that wait for it. */
  private record UnderWay(Ticket first, List<Ticket> waiting) {}

  private final Predicate<Ticket> answered;
  private final Consumer<Ticket> reused;
  private final Consumer<Ticket> next;
  private final Map<String, UnderWay> underWay = new HashMap<>();

  /** Not the thread on which a frame ends, which may be the one that reads from the broker. */
  private final ExecutorService thread = Executors.newSingleThreadExecutor(Daemons.named("copies"));

  /**
   * @param answered answers a frame that has been answered before, or returns false
   * @param reused is told of a frame that has the id of another one that is under way
   * @param next takes those that were not answered
   */
  public Copies(Predicate<Ticket> answered, Consumer<Ticket> reused, Consumer<Ticket> next) {
    this.answered = answered;
    this.reused = reused;
    this.next = next;
  }

  public void accept(Ticket ticket) {
    Ticket first = enter(ticket);
    if (first == null) return;
    try {
      // Only now: one that has ended since is remembered before it is under way no more.
      if (!answered.test(first)) next.accept(first);
    } catch (RuntimeException | Error e) {
      // Whoever hears of it settles the frame by its own receipt, and copies would wait for ever.
      notTaken(ticket);
      throw e;
    }
  }

  private void notTaken(Ticket ticket) {
    String id = ticket.frame().requestId();
    UnderWay entry;
    synchronized (this) {
      entry = underWay.get(id);
    }
    if (entry != null && entry.first() == ticket) ended(id, entry);
  }

  /** Null for one that waits. */
  private synchronized Ticket enter(Ticket ticket) {
    String id = ticket.frame().requestId();
    UnderWay other = underWay.get(id);
    if (other != null && !other.first().receipt().isStale()) {
      if (isSame(other.first(), ticket)) {
        other.waiting().add(ticket);
        return null;
      }
      reused.accept(ticket);
      return ticket;
    }
    UnderWay entry = new UnderWay(ticket, new ArrayList<>(0));
    underWay.put(id, entry);
    Runnable settled = () -> ended(id, entry);
    return ticket.withReceipt(new WatchedReceipt(ticket.receipt(), settled, settled));
  }

  private static boolean isSame(Ticket a, Ticket b) {
    return a.frame().equals(b.frame())
        && Objects.equals(a.reference(), b.reference())
        && Arrays.equals(a.image(), b.image());
  }

  private void ended(String id, UnderWay entry) {
    List<Ticket> waiting;
    synchronized (this) {
      underWay.remove(id, entry);
      waiting = List.copyOf(entry.waiting());
      entry.waiting().clear();
    }
    if (waiting.isEmpty()) return;
    try {
      thread.execute(() -> waiting.forEach(this::again));
    } catch (RejectedExecutionException e) {
      log.debug("{} copies of {} go back with the session", waiting.size(), id);
    }
  }

  private void again(Ticket copy) {
    if (copy.receipt().isStale()) return;
    try {
      // Most are answered now, and need not wait for one another.
      if (!answered.test(copy)) accept(copy);
    } catch (RuntimeException e) {
      log.error("copy of {} not taken", copy.frame().requestId(), e);
      copy.receipt().requeue();
    }
  }

  @Override
  public void begin(Broker session) {
    // Frames come by themselves.
  }

  /** All of them come again. */
  @Override
  public synchronized void end() {
    underWay.clear();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
