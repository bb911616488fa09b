package dev.warren.worker.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Oldest first. */
final class FifoQueue<T> implements FrameQueue<T> {
  private final Deque<T> waiting = new ArrayDeque<>();

  @Override
  public List<T> add(T frame) {
    waiting.addLast(frame);
    return List.of();
  }

  @Override
  public T peek() {
    return waiting.peekFirst();
  }

  @Override
  public T poll() {
    return waiting.pollFirst();
  }

  @Override
  public List<T> removeIf(Predicate<T> condition) {
    List<T> removed = new ArrayList<>();
    waiting.removeIf(frame -> condition.test(frame) && removed.add(frame));
    return removed;
  }

  @Override
  public void forEach(Consumer<T> action) {
    waiting.forEach(action);
  }
}
