package dev.warren.loadtest;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.common.Daemons;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.MissingTopologyException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One session with the broker after the other: where one is lost the next one is opened, without
 * end. On a thread of its own, for a broker that does not answer holds up whoever asks.
 */
public final class Reconnecting<S extends Reconnecting.Session> implements AutoCloseable {
  /** What may be lost. */
  public interface Session extends AutoCloseable {
    /**
     * Completes when it is closed; exceptionally with a {@link BrokerException} when it is lost.
     */
    CompletableFuture<?> closed();

    @Override
    void close();
  }

  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LAST_WAIT_MILLIS = 5_000;

  private final Supplier<S> opening;
  private final Consumer<String> news;
  private final String meantime;
  private final Consumer<S> whenLost;
  private final Thread thread = Daemons.thread("reconnecting", this::keepOpen);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private S session;
  private BrokerException trouble;
  private boolean isClosed;

  private Reconnecting(
      Supplier<S> opening, Consumer<String> news, String meantime, Consumer<S> whenLost) {
    this.opening = opening;
    this.news = news;
    this.meantime = meantime;
    this.whenLost = whenLost;
  }

  /**
   * Returns with the first session.
   *
   * @param startupTimeout how long that may take where it is a broker or a worker that is awaited;
   *     zero for one attempt
   * @param news hears, in a line each, that a connection is lost and that there is another one
   * @param meantime what became of that which came while there was none
   * @param whenLost gets a session that is lost, before it is closed
   * @throws BrokerException if the first session does not come about
   */
  public static <S extends Session> Reconnecting<S> open(
      Supplier<S> opening,
      Duration startupTimeout,
      Consumer<String> news,
      String meantime,
      Consumer<S> whenLost) {
    Reconnecting<S> sessions = new Reconnecting<>(opening, news, meantime, whenLost);
    sessions.openFirst(startupTimeout);
    sessions.thread.start();
    return sessions;
  }

  /** The session that is open; it may be lost at any time. */
  public synchronized Optional<S> now() {
    return Optional.ofNullable(session);
  }

  /** Completes when a right is missing for what the sessions are for: then there is none again. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /**
   * For a command that ends.
   *
   * @throws CommandException saying why there is no connection, if there is none
   */
  public synchronized void requireOpen() {
    if (trouble == null) return;
    String message = (ended.isDone() ? "" : "ended without a connection: ") + trouble.getMessage();
    throw new CommandException(ExitCode.BROKER, message, trouble);
  }

  @Override
  public void close() {
    S last;
    synchronized (this) {
      isClosed = true;
      last = session;
    }
    thread.interrupt();
    if (last != null) last.close();
  }

  private void openFirst(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    for (long wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LAST_WAIT_MILLIS)) {
      try {
        session = opening.get();
        if (trouble != null) news.accept("connected");
        trouble = null;
        return;
      } catch (BrokerException e) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (!mayPass(e) || leftMillis <= 0) throw e;
        if (trouble != null) failed(e);
        else news.accept("waiting, " + timeout.toSeconds() + " s at most: " + e.getMessage());
        trouble = e;
        sleep(Math.min(wait, leftMillis), e);
      }
    }
  }

  /** Of those that are started together the broker may come late, and the first worker later. */
  private static boolean mayPass(BrokerException e) {
    return switch (e.kind()) {
      case UNREACHABLE, OTHER -> true;
      case TOPOLOGY -> e instanceof MissingTopologyException;
      case AUTHENTICATION, TLS, VHOST, PERMISSION -> false;
    };
  }

  private static void sleep(long millis, BrokerException otherwise) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw otherwise;
    }
  }

  private void keepOpen() {
    try {
      for (S open = session; ; open = next()) {
        BrokerException why = loss(open);
        lost(open, why);
        if (why.kind() == BrokerException.Kind.PERMISSION) break; // the next one may not either
        news.accept(why.getMessage() + "; trying again");
      }
      ended.complete(null);
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  private static BrokerException loss(Session open) throws InterruptedException {
    try {
      open.closed().get();
    } catch (ExecutionException e) {
      return (BrokerException) e.getCause();
    }
    throw new InterruptedException("closed");
  }

  private void lost(S open, BrokerException why) {
    synchronized (this) {
      session = null;
      trouble = why;
    }
    whenLost.accept(open);
    open.close();
  }

  private S next() throws InterruptedException {
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      TimeUnit.MILLISECONDS.sleep(wait);
      try {
        S open = opening.get();
        take(open);
        news.accept("connected again; " + meantime);
        return open;
      } catch (BrokerException e) {
        failed(e);
      }
      wait = Math.min(2 * wait, LAST_WAIT_MILLIS);
    }
  }

  /** What somebody has to mend is told, once; that a broker is still away is no news. */
  private void failed(BrokerException e) {
    BrokerException before;
    synchronized (this) {
      before = trouble;
      trouble = e;
    }
    boolean isNew = !e.getMessage().equals(before.getMessage());
    if (isNew && e.kind() != BrokerException.Kind.UNREACHABLE) news.accept(e.getMessage());
  }

  private synchronized void take(S open) throws InterruptedException {
    if (isClosed) {
      open.close();
      throw new InterruptedException("closed");
    }
    session = open;
    trouble = null;
  }
}
