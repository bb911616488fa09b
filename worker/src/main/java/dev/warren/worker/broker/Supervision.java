package dev.warren.worker.broker;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.BrokerException;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with the broker: whatever ends one, the next follows, until this is closed. One
 * thread owns the sessions and begins the worker's parts on each. Thread-safe.
 */
public final class Supervision implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Supervision.class);

  /** Longest for a session to end: two connections, each with an orderly try and a kill. */
  private static final Duration END = Duration.ofSeconds(9);

  private static final Duration END_OF_ATTEMPT = Duration.ofSeconds(1);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CHECKS_PER_STALL = 3;

  private final AmqpConfig amqp;
  private final String name;
  private final SessionConfig config;
  private final SessionStatus status;
  private final Backoff backoff;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread owner = new Thread(this::own, "broker-session");

  // All below under the lock of this object.
  private final List<SessionPart> parts = new ArrayList<>();

  /** Of the parts, how many are begun on the session at hand. */
  private int begun;

  private Broker session;
  private Trouble trouble;
  private boolean draining;
  private boolean stopping;

  private Supervision(
      AmqpConfig amqp, String name, SessionConfig config, Readiness readiness, WorkerMetrics m) {
    this.amqp = amqp;
    this.name = name;
    this.config = config;
    this.status = new SessionStatus(readiness, m, System::nanoTime);
    this.backoff = new Backoff(config, new Random());
    owner.setDaemon(true);
  }

  /**
   * Returns when the first session is there.
   *
   * @param name the worker's, shown in the broker's list of connections
   * @param readiness is obstructed while there is no session that takes results
   * @param stop ends the wait when it completes
   * @throws BrokerException when the broker refuses us, or is away for the whole startup timeout
   * @throws CancellationException when stopped meanwhile
   */
  public static Supervision start(
      AmqpConfig amqp,
      String name,
      SessionConfig config,
      Readiness readiness,
      WorkerMetrics metrics,
      CompletableFuture<Void> stop) {
    Supervision supervision = new Supervision(amqp, name, config, readiness, metrics);
    supervision.owner.start();
    stop.thenRun(supervision::wake);
    try {
      supervision.awaitBegun(null, stop);
    } catch (RuntimeException e) {
      supervision.close();
      throw e;
    }
    return supervision;
  }

  /**
   * Returns once {@code part} is begun on a session, after those that were added before.
   *
   * @param stop ends the wait when it completes
   * @throws BrokerException as {@link #start} does
   * @throws CancellationException when stopped meanwhile
   */
  public void add(SessionPart part, CompletableFuture<Void> stop) {
    synchronized (this) {
      parts.add(requireNonNull(part, "part"));
      trouble = null;
      notifyAll();
    }
    awaitBegun(part, stop);
  }

  private synchronized void awaitBegun(SessionPart part, CompletableFuture<Void> stop) {
    long end = System.nanoTime() + config.startupTimeout().toNanos();
    boolean said = false;
    while (session == null || part != null && parts.indexOf(part) >= begun) {
      if (stop.isDone()) throw new CancellationException("stopped before the broker was there");
      if (failure.isDone()) throw new IllegalStateException(failure.join());
      long left = end - System.nanoTime();
      if (trouble != null && (trouble.endsStart() || left <= 0)) throw trouble.toException();
      if (trouble != null && !said) {
        said = true;
        log.info("waiting for the broker, {} s at most", config.startupTimeout().toSeconds());
      }
      // An attempt that has begun is waited for: it says what is wrong, and is bounded itself.
      await(trouble == null ? LOOK_NANOS : Math.min(left, LOOK_NANOS));
    }
  }

  /** Wakes up whoever waits, to look again. */
  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void await(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  /** Where the worker stands with its broker. */
  public SessionState state() {
    return status.state();
  }

  /** Completes when the owner thread has ended by itself, which is a bug and ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  private void own() {
    try {
      while (mayOpen()) pause(oneSession());
      status.stopped();
    } catch (Throwable t) {
      log.error("the sessions with the broker have lost their owner", t);
      failure.complete(t);
      wake();
    }
  }

  private synchronized boolean mayOpen() {
    return !stopping && !draining;
  }

  private synchronized void pause(Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    for (long left; mayOpen() && (left = end - System.nanoTime()) > 0; ) await(left);
  }

  /** From the attempt to the end; returns the wait before the next one. */
  private Duration oneSession() {
    status.connecting();
    Broker broker;
    try {
      broker = Broker.connect(amqp, name, this::wake);
    } catch (BrokerException e) {
      return notOpened(e);
    }
    Throwable thrown = null;
    try {
      beginParts(broker);
      opened(broker);
      serve(broker);
    } catch (IOException | RuntimeException e) {
      thrown = e;
      broker.fail(e);
    }
    // What the broker refuses it says by closing a channel: a part knows better what it means.
    Throwable cause = thrown instanceof BrokerException ? thrown : broker.lost().getNow(null);
    return end(broker, cause);
  }

  private Duration notOpened(Throwable cause) {
    Trouble met = Trouble.of(cause);
    status.notOpened(met);
    synchronized (this) {
      trouble = met;
      notifyAll();
    }
    return backoff.after(met, Duration.ZERO);
  }

  private void beginParts(Broker broker) throws IOException {
    for (SessionPart next; (next = nextPart()) != null; ) {
      next.begin(broker);
      synchronized (this) {
        begun++;
        notifyAll();
      }
    }
  }

  private synchronized SessionPart nextPart() {
    return stopping || begun == parts.size() ? null : parts.get(begun);
  }

  private void opened(Broker broker) {
    BrokerVersion version = broker.version();
    if (!status.wasEverOpen()) version.warning().ifPresent(log::warn);
    status.opened(version + " at " + amqp.address());
    synchronized (this) {
      session = broker;
      trouble = null;
      notifyAll();
    }
  }

  private void serve(Broker broker) throws IOException {
    long everyNanos = config.stallAfter().toNanos() / CHECKS_PER_STALL;
    long checkedNanos = System.nanoTime();
    boolean held = false;
    while (isServing(broker)) {
      beginParts(broker);
      String blocked = broker.blockedReason();
      if (blocked != null && !held) {
        status.blocked(blocked);
        held = true;
        backwards(SessionPart::hold);
      } else if (blocked == null && held) {
        held = false;
        for (SessionPart part : begunParts()) part.goOn();
        status.unblocked();
      } else if (System.nanoTime() - checkedNanos >= everyNanos) {
        for (SessionPart part : begunParts()) part.check();
        checkedNanos = System.nanoTime();
      } else {
        awaitChange(broker, held, everyNanos - (System.nanoTime() - checkedNanos));
      }
    }
  }

  private synchronized boolean isServing(Broker broker) {
    return !stopping && !broker.lost().isDone();
  }

  private synchronized void awaitChange(Broker broker, boolean held, long nanos) {
    if (isServing(broker) && nextPart() == null && broker.isBlocked() == held) await(nanos);
  }

  private synchronized List<SessionPart> begunParts() {
    return List.copyOf(parts.subList(0, begun));
  }

  private void backwards(Consumer<SessionPart> step) {
    List<SessionPart> some = begunParts();
    for (int i = some.size() - 1; i >= 0; i--) step.accept(some.get(i));
  }

  private Duration end(Broker broker, Throwable cause) {
    synchronized (this) {
      // The part whose begin has failed may have begun halfway.
      begun = Math.min(begun + 1, parts.size());
    }
    backwards(SessionPart::end);
    Duration wait = Duration.ZERO;
    boolean wasOpen;
    synchronized (this) {
      wasOpen = session != null;
      session = null;
      begun = 0;
    }
    if (cause != null) wait = wasOpen ? lost(cause) : notOpened(cause);
    broker.close();
    return wait;
  }

  private Duration lost(Throwable cause) {
    Trouble met = Trouble.of(cause);
    Duration lived = status.age();
    status.lost(met);
    synchronized (this) {
      trouble = met;
      notifyAll();
    }
    return backoff.after(met, lived);
  }

  /**
   * From now on no session follows the one at hand, which is there until {@link #close}; and after
   * {@code timeout} even that one ends, so that nobody hangs in it any longer.
   */
  public void drain(Duration timeout) {
    Broker last;
    synchronized (this) {
      draining = true;
      last = session;
      notifyAll();
    }
    if (last == null) return;
    Thread hardStop =
        new Thread(
            () -> {
              if (!hasEnded(timeout)) last.kill();
            },
            "broker-hard-stop");
    hardStop.setDaemon(true);
    hardStop.start();
  }

  private boolean hasEnded(Duration timeout) {
    try {
      return ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true; // nobody does
    }
  }

  /**
   * Ends the session in order, unless the broker does not take part in that: bounded in time. An
   * attempt that hangs is left to its own time limit.
   */
  @Override
  public void close() {
    boolean serves;
    synchronized (this) {
      stopping = true;
      serves = session != null;
      notifyAll();
    }
    try {
      owner.join((serves ? END : END_OF_ATTEMPT).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }
}
