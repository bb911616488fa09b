package dev.warren.worker.engine;

import java.util.function.Consumer;

/**
 * What an engine and its lanes share. The last to leave frees it, so that a lane never runs on
 * freed memory. Thread-safe.
 */
public final class Shared<T> {
  private final T resource;
  private final Consumer<T> free;
  private int lanes;
  private boolean released;

  /**
   * @param free called once, when engine and lanes are closed
   */
  public Shared(T resource, Consumer<T> free) {
    this.resource = resource;
    this.free = free;
  }

  /**
   * For a lane, which calls {@link #laneClosed} once it is done.
   *
   * @throws IllegalStateException when the engine is closed
   */
  public synchronized T acquire() {
    if (released) throw new IllegalStateException("engine is closed");
    lanes++;
    return resource;
  }

  /** A lane that acquired the resource uses it no more. */
  public synchronized void laneClosed() {
    lanes--;
    freeIfUnused();
  }

  /** The engine is closed: no lane opens any more. Idempotent. */
  public synchronized void release() {
    if (released) return;
    released = true;
    freeIfUnused();
  }

  private void freeIfUnused() {
    if (released && lanes == 0) free.accept(resource);
  }
}
