package dev.warren.worker.flow;

import dev.warren.protocol.FrameResult;
import dev.warren.protocol.TraceContext;
import java.util.List;

/**
 * What is told of one frame's way where somebody watches it; nothing by default, at no cost.
 * Instants are those of {@link System#nanoTime}.
 */
public interface Trace {
  /** Nobody watches. */
  Trace NONE = new Trace() {};

  /** Its image has come from where the frame said. */
  default void fetched(long startNanos, long endNanos) {}

  default void decoded(long startNanos, long endNanos) {}

  /**
   * The engine has run a batch; told to one of its frames for all of them.
   *
   * @param batch this frame among them
   */
  default void ran(List<Decoded> batch, long startNanos, long endNanos) {}

  /**
   * The result is about to leave.
   *
   * @param frames what the frame came with
   * @return what the result is to show
   */
  default TraceContext sending(FrameResult result, TraceContext frames) {
    return frames;
  }

  /**
   * @return the receipt that is to be used from now on, so that the end is seen
   */
  default Receipt watching(Receipt receipt) {
    return receipt;
  }
}
