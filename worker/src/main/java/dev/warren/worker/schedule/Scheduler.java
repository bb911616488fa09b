package dev.warren.worker.schedule;

import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.flow.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Decides which frames go next, and which need not go at all. Work-conserving: whoever is free
 * takes what is there, up to the largest batch, so that batches form by themselves while everyone
 * is busy and no frame waits for company; but no larger than it pays, since the frames of a batch
 * are answered together. The order is that of the {@link Discipline}; a batch ends before the first
 * frame with which one of its frames would be late.
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

  /** Of those the frames that have a deadline: without them nobody need be looked through. */
  private int timed;

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
      int maxBatch, LatencyCurve curve, Margin margin, Function<T, Ticket> ticketOf) {
    DeadlineRule rule = new DeadlineRule(curve, margin);
    return new Scheduler<>(new FairQueue<>(ticketOf), rule, ticketOf, maxBatch);
  }

  /** Oldest first, deadlines as they pass: by a curve that knows nothing. */
  static <T> Scheduler<T> fifo(int maxBatch, Function<T, Ticket> ticketOf) {
    DeadlineRule rule = new DeadlineRule(new LatencyCurve(maxBatch), Margin.of(0));
    return new Scheduler<>(new FifoQueue<>(), rule, ticketOf, maxBatch);
  }

  /**
   * What is to be done now.
   *
   * @param run frames to take together, at most the largest batch; empty only when nothing waits
   * @param closing why no more of them
   * @param skipped frames that can only be skipped
   */
  record Batch<T>(List<T> run, Closing closing, List<Skipped<T>> skipped) {
    boolean isEmpty() {
      return run.isEmpty() && skipped.isEmpty();
    }
  }

  /** Takes the frame; returns those that are superseded now, which may be the frame itself. */
  List<Skipped<T>> offer(T frame, long nowNanos) {
    long slack = slack(frame, nowNanos);
    if (slack < rule.hopelessBelow()) { // it must not supersede a frame that can still make it
      rule.frameGivenUp(slack, nowNanos);
      return List.of(new Skipped<>(frame, SkipReason.DEADLINE));
    }
    size++;
    if (isTimed(frame)) timed++;
    List<T> superseded = queue.add(frame);
    superseded.forEach(this::left);
    return superseded.stream().map(f -> new Skipped<>(f, SkipReason.SUPERSEDED)).toList();
  }

  /** The next batch for whoever is free now. */
  Batch<T> next(long nowNanos) {
    List<Skipped<T>> skipped = new ArrayList<>(expired(nowNanos));
    int wanted = wanted(nowNanos);
    skipped.addAll(doubtful(wanted, nowNanos));
    List<T> run = new ArrayList<>(wanted);
    long tightest = Long.MAX_VALUE;
    boolean isCut = false;
    while (run.size() < wanted) {
      int grown = run.size() + 1;
      tightest = Math.min(tightest, slack(queue.peek(), nowNanos));
      if (grown > 1 && tightest < rule.safeFrom(grown)) {
        rule.batchCut(grown, tightest);
        isCut = true;
        break;
      }
      T next = queue.poll();
      left(next);
      run.add(next);
    }
    return new Batch<>(run, closing(run.size(), isCut), skipped);
  }

  private Closing closing(int taken, boolean isCut) {
    if (isCut) return Closing.DEADLINE;
    if (taken == maxBatch) return Closing.FULL;
    return size == 0 ? Closing.IDLE : Closing.EFFICIENT;
  }

  /** The frames that cannot make it any more, not even alone; they wait no longer. */
  List<Skipped<T>> expired(long nowNanos) {
    if (timed == 0) return List.of();
    long hopelessBelow = rule.hopelessBelow();
    List<T> hopeless = queue.removeIf(frame -> slack(frame, nowNanos) < hopelessBelow);
    hopeless.forEach(frame -> rule.frameGivenUp(slack(frame, nowNanos), nowNanos));
    return late(hopeless);
  }

  private int wanted(long nowNanos) {
    int most = Math.min(maxBatch, size);
    return most < 2 ? most : rule.efficientSize(most, nowNanos);
  }

  /**
   * The frames that may or may not make it, given up where a run for them would be at the cost of
   * frames that now surely will. Under overload every frame is about to be late when its turn
   * comes; run by their chance, a good part of them would cost the engine a run and be late all the
   * same.
   */
  private List<Skipped<T>> doubtful(int wanted, long nowNanos) {
    if (timed < 2) return List.of();
    long safeFrom = rule.safeFrom(1);
    long rivalBelow = rule.rivalBelow();
    int[] rivals = {0};
    queue.forEach(frame -> rivals[0] += isWithin(frame, safeFrom, rivalBelow, nowNanos) ? 1 : 0);
    if (rivals[0] < wanted) return List.of();
    return late(queue.removeIf(frame -> slack(frame, nowNanos) < safeFrom));
  }

  private boolean isWithin(T frame, long from, long below, long nowNanos) {
    long slack = slack(frame, nowNanos);
    return slack >= from && slack < below;
  }

  private List<Skipped<T>> late(List<T> frames) {
    frames.forEach(this::left);
    return frames.stream().map(f -> new Skipped<>(f, SkipReason.DEADLINE)).toList();
  }

  /** Time until the first frame expires, {@link Long#MAX_VALUE} if none ever will. */
  long nanosToExpiry(long nowNanos) {
    long[] least = {Long.MAX_VALUE};
    if (timed > 0) {
      queue.forEach(frame -> least[0] = Math.min(least[0], slack(frame, nowNanos)));
    }
    return nanosUntilHopeless(least[0]);
  }

  /** Time until this frame expires. */
  long nanosToExpiry(T frame, long nowNanos) {
    return nanosUntilHopeless(slack(frame, nowNanos));
  }

  private long nanosUntilHopeless(long slackNanos) {
    if (slackNanos == Long.MAX_VALUE) return slackNanos;
    return Math.max(0, slackNanos - rule.hopelessBelow() + 1);
  }

  /** Takes out everything. */
  List<T> drain() {
    size = 0;
    timed = 0;
    return queue.removeIf(frame -> true);
  }

  int size() {
    return size;
  }

  private void left(T frame) {
    size--;
    if (isTimed(frame)) timed--;
  }

  private boolean isTimed(T frame) {
    return ticketOf.apply(frame).clock().deadlineNanos().isPresent();
  }

  private long slack(T frame, long nowNanos) {
    return ticketOf.apply(frame).slackNanos(nowNanos);
  }
}
