package dev.warren.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, newest first, whatever fails. One thread may close while another one
 * still opens: what comes after that is closed at once. Thread-safe.
 */
final class Closers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Closers.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /**
   * @throws CancellationException when all has been closed
   */
  <T extends AutoCloseable> T add(T resource) {
    synchronized (this) {
      if (!closed) {
        open.push(resource);
        return resource;
      }
    }
    close(resource);
    throw new CancellationException("closed");
  }

  @Override
  public void close() {
    for (AutoCloseable next; (next = last()) != null; ) close(next);
  }

  private synchronized AutoCloseable last() {
    closed = true;
    return open.poll();
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.warn("closing {} failed: {}", resource, e.toString());
    }
  }
}
