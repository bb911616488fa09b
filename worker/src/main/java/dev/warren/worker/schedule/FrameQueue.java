package dev.warren.worker.schedule;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Waiting frames and the order in which they leave. Not thread-safe. */
interface FrameQueue<T> {
  /**
   * @return the frames that need not be looked at any more; they wait no longer, and the new one
   *     may be among them
   */
  List<T> add(T frame);

  /** The frame that is next, or null. */
  T peek();

  /** Takes the frame that is next, or null. */
  T poll();

  /** Takes out all that match, in no particular order. */
  List<T> removeIf(Predicate<T> condition);

  void forEach(Consumer<T> action);
}
