package dev.warren.worker.broker;

import dev.warren.common.Daemons;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.BrokerException;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.time.Duration;
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
  private static final int CHECKS_PER_STALL = 3;

  /** How often those who wait for a session look although nobody wakes them up. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final AmqpConfig amqp;
  private final String name;
  private final SessionConfig config;
  private final SessionStatus status;
  private final Backoff backoff;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final SessionBoard board;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** That of the session before: where it was of no use, another one may be. Owner thread only. */
  private String node;

  private final Thread owner = Daemons.thread("broker-session", this::own);

  private Supervision(
      AmqpConfig amqp, String name, SessionConfig config, Readiness readiness, WorkerMetrics m) {
    this.amqp = amqp;
    this.name = name;
    this.config = config;
    this.status = new SessionStatus(readiness, m, System::nanoTime);
    this.backoff = new Backoff(config, new Random());
    this.board = new SessionBoard(config.startupTimeout(), failure, LOOK);
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
    stop.thenRun(supervision.board::wake);
    try {
      supervision.board.awaitBegun(null, stop);
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
    board.add(part);
    board.awaitBegun(part, stop);
  }

  /** Completes when the owner thread has ended by itself, which is a bug and ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  private void own() {
    try {
      while (board.mayOpen()) board.pause(oneSession());
      status.stopped();
    } catch (Throwable t) {
      log.error("the sessions with the broker have lost their owner", t);
      failure.complete(t);
      board.wake();
    }
  }

  /** From the attempt to the end; returns the wait before the next one. */
  private Duration oneSession() {
    Broker broker;
    try {
      broker = Broker.connect(amqp, name, node, board::wake);
      node = broker.node();
    } catch (BrokerException e) {
      return notOpened(e);
    }
    Throwable thrown = null;
    try {
      beginParts(broker, false);
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
    status.notOpened(met, board.endsWith(met));
    board.met(met);
    return backoff.after(met, Duration.ZERO);
  }

  private void beginParts(Broker broker, boolean held) throws IOException {
    for (SessionPart next; (next = board.nextPart()) != null; ) {
      next.begin(broker);
      if (held) next.hold();
      board.begunNext();
    }
  }

  private void opened(Broker broker) {
    BrokerVersion version = broker.version();
    if (!status.wasEverOpen()) version.warning().ifPresent(log::warn);
    status.opened(version + " at " + broker.address());
    board.opened(broker);
  }

  private void serve(Broker broker) throws IOException {
    long everyNanos = config.stallAfter().toNanos() / CHECKS_PER_STALL;
    long checkedNanos = System.nanoTime();
    boolean held = false;
    while (board.isServing(broker)) {
      beginParts(broker, held);
      String blocked = broker.blockedReason();
      if (blocked != null && !held) {
        status.blocked(blocked);
        held = true;
        backwards(SessionPart::hold);
      } else if (blocked == null && held) {
        held = false;
        for (SessionPart part : board.begunParts()) part.goOn();
        status.unblocked();
      } else if (System.nanoTime() - checkedNanos >= everyNanos) {
        for (SessionPart part : board.begunParts()) part.check();
        checkedNanos = System.nanoTime();
      } else {
        board.awaitChange(broker, held, everyNanos - (System.nanoTime() - checkedNanos));
      }
    }
  }

  private void backwards(Consumer<SessionPart> step) {
    List<SessionPart> some = board.begunParts();
    for (int i = some.size() - 1; i >= 0; i--) step.accept(some.get(i));
  }

  private Duration end(Broker broker, Throwable cause) {
    board.ending();
    backwards(SessionPart::end);
    boolean wasOpen = board.ended();
    Duration wait = Duration.ZERO;
    if (cause != null) wait = wasOpen ? lost(cause) : notOpened(cause);
    broker.close();
    return wait;
  }

  private Duration lost(Throwable cause) {
    Trouble met = Trouble.of(cause);
    Duration lived = status.age();
    status.lost(met, board.endsWith(met));
    board.met(met);
    return backoff.after(met, lived);
  }

  /**
   * From now on no session follows the one at hand, which is there until {@link #close}; and after
   * {@code timeout} even that one ends, so that nobody hangs in it any longer.
   */
  public void drain(Duration timeout) {
    Broker last = board.drain();
    if (last == null) return;
    Daemons.thread(
            "broker-hard-stop",
            () -> {
              if (!hasEnded(timeout)) last.kill();
            })
        .start();
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
    boolean serves = board.stop();
    try {
      owner.join((serves ? END : END_OF_ATTEMPT).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.countDown();
  }
}
