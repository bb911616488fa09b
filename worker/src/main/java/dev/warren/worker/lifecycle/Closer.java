package dev.warren.worker.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, last first. Not thread-safe. */
public final class Closer implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Closes everything; what goes wrong meanwhile is attached to {@code cause}. */
  public void closeAfter(Throwable cause) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        if (e != cause) cause.addSuppressed(e);
      }
    }
  }

  /**
   * Closes everything, whatever goes wrong on the way.
   *
   * @throws IllegalStateException with all that went wrong
   */
  @Override
  public void close() {
    IllegalStateException failure = new IllegalStateException("close failed");
    closeAfter(failure);
    if (failure.getSuppressed().length > 0) throw failure;
  }
}
