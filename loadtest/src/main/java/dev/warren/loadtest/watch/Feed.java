package dev.warren.loadtest.watch;

import dev.warren.protocol.BrokerException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One session after the other: where one is lost the next one is opened, without end. On a thread
 * of its own, for a broker that does not answer holds up whoever asks. What a lost session has
 * shown and not acked comes again; {@link Watcher} tells.
 */
final class Feed implements AutoCloseable {
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LAST_WAIT_MILLIS = 5_000;

  private final Supplier<WatchSession> opening;
  private final Consumer<String> news;
  private final String meantime;
  private final Thread thread = new Thread(this::keepOpen, "watch-feed");
  private WatchSession session;
  private BrokerException trouble;
  private long malformed;
  private boolean isClosed;

  private Feed(Supplier<WatchSession> opening, Consumer<String> news, String meantime) {
    this.opening = opening;
    this.news = news;
    this.meantime = meantime;
    this.session = opening.get();
  }

  /**
   * @param news hears, in a line each, that a connection is lost and that there is another one
   * @param meantime what became of the results that came while there was none
   * @throws BrokerException if the first session does not come about
   */
  static Feed open(Supplier<WatchSession> opening, Consumer<String> news, String meantime) {
    Feed feed = new Feed(opening, news, meantime);
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  /** Why there is no connection now; empty where there is one. */
  synchronized Optional<BrokerException> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Messages that were no results, in all sessions. */
  synchronized long malformed() {
    return malformed + (session == null ? 0 : session.malformed());
  }

  /** What was not acked stays on a durable queue. */
  @Override
  public void close() {
    WatchSession last;
    synchronized (this) {
      isClosed = true;
      last = session;
    }
    thread.interrupt();
    if (last != null) last.close();
  }

  private void keepOpen() {
    try {
      for (WatchSession open = session; ; open = next()) lost(open, loss(open));
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  private static BrokerException loss(WatchSession open) throws InterruptedException {
    try {
      open.closed().get();
    } catch (ExecutionException e) {
      return (BrokerException) e.getCause();
    }
    throw new InterruptedException("closed");
  }

  private void lost(WatchSession open, BrokerException why) {
    synchronized (this) {
      session = null;
      trouble = why;
      malformed += open.malformed();
    }
    open.close();
    news.accept(why.getMessage() + "; trying again");
  }

  private WatchSession next() throws InterruptedException {
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      TimeUnit.MILLISECONDS.sleep(wait);
      try {
        WatchSession open = opening.get();
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

  private synchronized void take(WatchSession open) throws InterruptedException {
    if (isClosed) {
      open.close();
      throw new InterruptedException("closed");
    }
    session = open;
    trouble = null;
  }
}
