package dev.warren.worker.schedule;

import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Decides which frames go next, and which need not go at all. Work-conserving: whoever is free
 * takes what is there, up to the largest batch, so that batches form by themselves while everyone
 * is busy and no frame waits for company. The order is that of the {@link Discipline}; a batch ends
 * before the first frame with which one of its frames would be late.
 *
 * <p>Plain logic: no threads, no clock of its own, not thread-safe. The number of frames that wait
 * is bounded by the prefetch.
 */
final class Scheduler<T> {
  private final FrameQueue<T> queue;
  private final DeadlineRule rule;
  private final Function<T, Ticket> ticketOf;
  private final int maxBatch;
  private int size;

  private Scheduler(
      FrameQueue<T> queue, DeadlineRule rule, Function<T, Ticket> ticketOf, int maxBatch) {
    if (maxBatch < 1) throw new IllegalArgumentException("maxBatch < 1: " + maxBatch);
    this.queue = queue;
    this.rule = rule;
    this.ticketOf = ticketOf;
    this.maxBatch = maxBatch;
  }

  /** Cameras in turn, deadlines by prediction. */
  static <T> Scheduler<T> fair(
      int maxBatch, LatencyCurve curve, long publishBudgetNanos, Function<T, Ticket> ticketOf) {
    DeadlineRule rule = new DeadlineRule(curve, publishBudgetNanos);
    return new Scheduler<>(new FairQueue<>(ticketOf), rule, ticketOf, maxBatch);
  }

  /** Oldest first, deadlines as they pass: by a curve that knows nothing. */
  static <T> Scheduler<T> fifo(int maxBatch, Function<T, Ticket> ticketOf) {
    DeadlineRule rule = new DeadlineRule(new LatencyCurve(maxBatch), 0);
    return new Scheduler<>(new FifoQueue<>(), rule, ticketOf, maxBatch);
  }

  /**
   * What is to be done now.
   *
   * @param run frames to take together, at most the largest batch; empty only when nothing waits
   * @param skipped frames that can only be skipped
   */
  record Batch<T>(List<T> run, List<Skipped<T>> skipped) {
    boolean isEmpty() {
      return run.isEmpty() && skipped.isEmpty();
    }
  }

  /** Takes the frame; returns those that are superseded now, which may be the frame itself. */
  List<Skipped<T>> offer(T frame, long nowNanos) {
    long slack = slack(frame, nowNanos);
    if (!rule.allows(1, slack)) { // it must not supersede a frame that can still make it
      rule.frameGivenUp(slack, nowNanos);
      return List.of(new Skipped<>(frame, SkipReason.DEADLINE));
    }
    size++;
    List<T> superseded = queue.add(frame);
    size -= superseded.size();
    return superseded.stream().map(f -> new Skipped<>(f, SkipReason.SUPERSEDED)).toList();
  }

  /** The next batch for whoever is free now. */
  Batch<T> next(long nowNanos) {
    List<Skipped<T>> skipped = expired(nowNanos);
    List<T> run = new ArrayList<>(Math.min(maxBatch, size));
    long tightest = Long.MAX_VALUE;
    while (run.size() < maxBatch && size > 0) {
      int grown = run.size() + 1;
      tightest = Math.min(tightest, slack(queue.peek(), nowNanos));
      if (grown > 1 && !rule.allows(grown, tightest)) {
        rule.batchCut(grown);
        break;
      }
      run.add(queue.poll());
      size--;
    }
    return new Batch<>(run, skipped);
  }

  /** The frames that cannot make it any more, not even alone; they wait no longer. */
  List<Skipped<T>> expired(long nowNanos) {
    List<T> hopeless = queue.removeIf(frame -> !rule.allows(1, slack(frame, nowNanos)));
    size -= hopeless.size();
    hopeless.forEach(frame -> rule.frameGivenUp(slack(frame, nowNanos), nowNanos));
    return hopeless.stream().map(f -> new Skipped<>(f, SkipReason.DEADLINE)).toList();
  }

  /** Time until the first frame expires, {@link Long#MAX_VALUE} if none ever will. */
  long nanosToExpiry(long nowNanos) {
    long[] least = {Long.MAX_VALUE};
    queue.forEach(frame -> least[0] = Math.min(least[0], nanosToExpiry(frame, nowNanos)));
    return least[0];
  }

  /** Time until this frame expires. */
  long nanosToExpiry(T frame, long nowNanos) {
    return rule.nanosToExpiry(slack(frame, nowNanos));
  }

  /** Takes out everything. */
  List<T> drain() {
    size = 0;
    return queue.removeIf(frame -> true);
  }

  int size() {
    return size;
  }

  private long slack(T frame, long nowNanos) {
    return ticketOf.apply(frame).slackNanos(nowNanos);
  }
}
