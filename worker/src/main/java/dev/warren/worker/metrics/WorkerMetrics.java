package dev.warren.worker.metrics;

import dev.warren.protocol.FrameResult;

/** What the stages tell about themselves, in domain words. Implementations are thread-safe. */
public interface WorkerMetrics {
  WorkerMetrics NOOP = new WorkerMetrics() {};

  default void frameReceived(int sizeBytes) {}

  default void frameDecoded(long nanos) {}

  default void batchRan(int size, long nanos) {}

  /** A frame reached its end; the reply is not confirmed yet. */
  default void frameEnded(FrameResult result) {}

  /** The broker has the reply. */
  default void replyConfirmed(long nanos) {}

  /** The broker refused the reply or did not answer in time; it is sent again. */
  default void replyRepeated() {}

  /** Nobody listens where the reply should go. */
  default void replyReturned() {}

  /** The frame went back to its queue. */
  default void frameRequeued() {}
}
