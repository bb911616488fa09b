package dev.warren.worker.flow;

import java.util.concurrent.CompletableFuture;

/**
 * The broker's copy of one frame, settled exactly once: a second settle throws {@link
 * IllegalStateException}. It belongs to the session with the broker in which it came: once that is
 * gone, settling does nothing, and the broker delivers the frame again. Thread-safe.
 */
public interface Receipt {
  /** The frame's outcome is safe with the broker: forget the frame. */
  void ack();

  /** Nobody could take the frame to its end: give it back for another worker. */
  void requeue();

  /** Whether its session is gone: any more work on the frame is for nothing. */
  default boolean isStale() {
    return false;
  }

  /** 1 for a frame that is tried for the first time, one more with each {@link Move} to retry. */
  default int tries() {
    return 1;
  }

  /** How often the broker has delivered this copy before. */
  default int redeliveries() {
    return 0;
  }

  /**
   * How many of these deliveries ended with their holders, who may have died of it. A broker that
   * does not tell counts what was given back as well.
   */
  default int losses() {
    return 0;
  }

  /**
   * Sends the frame elsewhere, and settles nothing.
   *
   * @return whether the broker has the frame there; never fails
   */
  default CompletableFuture<Boolean> send(Move move) {
    return CompletableFuture.completedFuture(false);
  }
}
