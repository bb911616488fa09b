package dev.warren.worker;

import static java.util.Objects.requireNonNull;

import dev.warren.common.Daemons;
import dev.warren.protocol.BrokerException;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.lifecycle.Readiness;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker after the other in one process. To the broker they are two workers on one queue, so
 * that no frame need be handed over: the next one serves before the former one stops, and each is
 * sized for its own engine. Thread-safe.
 */
public final class Succession implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Succession.class);
  private static final String OBSTACLE = "change";
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Readiness readiness;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private Worker serving;
  private Successor standIn;
  private int starting;
  private boolean closing;
  private boolean quiet;

  private Succession(Worker first, Readiness readiness) {
    this.serving = requireNonNull(first, "first");
    this.readiness = requireNonNull(readiness, "readiness");
  }

  /**
   * Takes the first worker over.
   *
   * @param readiness of the service: follows that of the worker that serves
   */
  public static Succession of(Worker first, Readiness readiness) {
    Succession succession = new Succession(first, readiness);
    readiness.follow(first.readiness());
    succession.watch(first);
    return succession;
  }

  /** The worker that serves, or the last one that did. */
  public synchronized Worker serving() {
    return serving;
  }

  /**
   * Takes no more frames, whoever serves now or later, as {@link Worker#quiet} says. Idempotent.
   */
  public void quiet() {
    Worker now;
    synchronized (this) {
      if (quiet || closing) return;
      quiet = true;
      now = serving;
    }
    now.quiet();
  }

  /** Completes with the reason when nobody serves any more, nor will. */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  /** Says who follows, once, when the device of the worker that serves is lost. */
  public synchronized void onDeviceLost(Successor next) {
    standIn = requireNonNull(next, "next");
  }

  /**
   * Builds and starts the next worker beside the one that serves, then closes that one, which
   * finishes what it has at hand. Returns at once.
   *
   * @param needed whether it is a {@link #failure} when the next one does not start; else the one
   *     that serves goes on. It also does where the device is lost and somebody was to follow then:
   *     whoever needs no device serves already
   */
  public void upgrade(Successor next, boolean needed) {
    background(() -> change(next, reason -> notUpgraded(reason, needed)));
  }

  private void notUpgraded(Throwable reason, boolean needed) {
    boolean mayLoseDevice;
    synchronized (this) {
      mayLoseDevice = standIn != null;
    }
    if (needed && !(reason instanceof DeviceException && mayLoseDevice)) {
      failure.complete(reason);
    } else {
      warn(serving().engine() + " goes on", reason);
    }
  }

  /** What no operator can mend is a bug, and nobody else would say where. */
  private static void warn(String what, Throwable reason) {
    boolean isKnown =
        reason instanceof ModelException
            || reason instanceof DeviceException
            || reason instanceof BrokerException;
    if (isKnown) log.warn("{}: {}", what, reason.getMessage());
    else log.warn("{}: {}", what, reason.toString(), reason);
  }

  private static void background(Runnable task) {
    // A build that nobody waits for must not keep the process.
    Daemons.thread("succession", task).start();
  }

  private void change(Successor next, Consumer<Throwable> notStarted) {
    try {
      Engine engine = next.build();
      if (!mayStart()) {
        engine.close();
        return;
      }
      try {
        retire(install(start(next, engine)));
      } finally {
        started();
      }
    } catch (Throwable t) {
      if (!isClosing()) notStarted.accept(t);
    }
  }

  private static Worker start(Successor next, Engine engine) throws IOException {
    try {
      return next.start(engine);
    } catch (Throwable t) {
      engine.close(); // the worker may not have come so far as to own it
      throw t;
    }
  }

  private static void retire(Worker former) {
    try {
      former.close();
    } catch (RuntimeException e) {
      log.warn("{} did not close in order", former.engine(), e);
    }
  }

  /** From here to {@link #started} a stop waits: a worker that takes frames must give them back. */
  private synchronized boolean mayStart() {
    if (!closing) starting++;
    return !closing;
  }

  private synchronized void started() {
    starting--;
    notifyAll();
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private Worker install(Worker next) {
    Worker former;
    boolean beQuiet;
    synchronized (this) {
      former = serving;
      serving = next;
      beQuiet = quiet;
    }
    if (beQuiet) next.quiet();
    log.info("{} serves in place of {}", next.engine(), former.engine());
    readiness.follow(next.readiness());
    readiness.clear(OBSTACLE);
    watch(next);
    return former;
  }

  private void watch(Worker worker) {
    worker.failure().thenAccept(reason -> onFailure(worker, reason));
  }

  /** On the thread that has failed: nothing here may wait. */
  private void onFailure(Worker worker, Throwable reason) {
    Successor next;
    synchronized (this) {
      if (closing) return;
      if (worker != serving) {
        log.warn("{} failed while it was stopping: {}", worker.engine(), reason.toString());
        return;
      }
      next = reason instanceof DeviceException ? standIn : null;
      standIn = null;
    }
    if (next == null) {
      failure.complete(reason);
      return;
    }
    log.warn("{}; another engine follows", reason.getMessage());
    readiness.obstruct(OBSTACLE, reason.getMessage());
    // Beside the start of the next one: a lane that hangs in the driver takes its time.
    background(() -> retire(worker));
    background(
        () ->
            change(
                next,
                e -> {
                  warn("no other engine", e);
                  failure.complete(reason);
                }));
  }

  /** Stops who serves and who has begun to start. A build that still goes on is left alone. */
  @Override
  public void close() {
    Worker now;
    synchronized (this) {
      closing = true;
      now = serving;
    }
    try {
      now.close();
    } finally {
      awaitStarted();
      serving().close(); // the next one, if it has come meanwhile
    }
  }

  private synchronized void awaitStarted() {
    long end = System.nanoTime() + START_NANOS;
    try {
      for (long left; starting > 0 && (left = end - System.nanoTime()) > 0; ) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (starting > 0) log.warn("a worker is still starting; what it takes goes back");
  }
}
