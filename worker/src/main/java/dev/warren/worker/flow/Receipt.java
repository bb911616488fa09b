package dev.warren.worker.flow;

/**
 * The broker's copy of one frame, settled exactly once: a second settle throws {@link
 * IllegalStateException}. Thread-safe.
 */
public interface Receipt {
  /** The frame's outcome is safe with the broker: forget the frame. */
  void ack();

  /** Nobody could take the frame to its end: give it back for another worker. */
  void requeue();
}
