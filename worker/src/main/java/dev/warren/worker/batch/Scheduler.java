package dev.warren.worker.batch;

import dev.warren.worker.flow.Decoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Decides which frames run next. Work-conserving: a free lane takes what is there, up to the
 * largest batch, so that batches form by themselves while the lanes are busy and nobody waits for
 * company. Oldest first. A frame that is past its deadline costs no engine time.
 *
 * <p>Plain logic: no threads, no clock of its own, not thread-safe.
 */
final class Scheduler {
  private final int maxBatch;
  private final Deque<Decoded> waiting = new ArrayDeque<>();

  Scheduler(int maxBatch) {
    if (maxBatch < 1) throw new IllegalArgumentException("maxBatch < 1: " + maxBatch);
    this.maxBatch = maxBatch;
  }

  /**
   * What a free lane is to do.
   *
   * @param run frames to run together, oldest first; at most the largest batch
   * @param late frames that can only be skipped
   */
  record Batch(List<Decoded> run, List<Decoded> late) {
    boolean isEmpty() {
      return run.isEmpty() && late.isEmpty();
    }
  }

  void offer(Decoded frame) {
    waiting.addLast(frame);
  }

  /** The next batch for a lane that is free now; empty when nothing waits. */
  Batch next(long nowNanos) {
    List<Decoded> run = new ArrayList<>(Math.min(maxBatch, waiting.size()));
    List<Decoded> late = new ArrayList<>();
    while (run.size() < maxBatch && !waiting.isEmpty()) {
      Decoded frame = waiting.removeFirst();
      (frame.ticket().isLate(nowNanos) ? late : run).add(frame);
    }
    return new Batch(run, late);
  }

  int size() {
    return waiting.size();
  }
}
