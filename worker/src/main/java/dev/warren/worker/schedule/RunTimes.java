package dev.warren.worker.schedule;

import java.util.Arrays;

/**
 * How long batches of one size take: what is typical and what is slow, both followed from run to
 * run and neither moved far by a single odd one. Not thread-safe.
 *
 * <p>Typical is an exponentially weighted mean of winsorised times, that is, a run counts as half
 * as long again as expected at most. Slow is the 99th percentile by stochastic approximation
 * (Robbins and Monro 1951; with steps in proportion to the value as in Ma, Muthukrishnan and
 * Sandler, <a href="https://arxiv.org/abs/1407.1121">Frugal Streaming</a>, 2013): it rests where 99
 * small steps down balance one large step up.
 */
final class RunTimes {
  /** A run counts as half as long again as expected at most, and half as long at least. */
  private static final double MAX_SURPRISE = 0.5;

  private static final double STEP_DOWN = 0.001;
  private static final double STEP_UP = 99 * STEP_DOWN;

  private double typical;
  private double slow;
  private double doubt = 1;

  /** Starts over from a series: its median and its longest. */
  void measured(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    typical = sorted[sorted.length / 2];
    slow = sorted[sorted.length - 1];
    doubt = 1;
  }

  /**
   * @param weight of this run in what is typical, 0 to 1
   */
  void ran(double nanos, double weight) {
    doubt = 1;
    if (!isKnown()) {
      typical = nanos;
      slow = nanos;
      return;
    }
    typical *= 1 + weight * surprise(nanos);
    slow = Math.max(typical, slow * (nanos > slow ? 1 + STEP_UP : 1 - STEP_DOWN));
  }

  /** By what share of the typical time this one is longer, within bounds. */
  double surprise(double nanos) {
    return Math.max(-MAX_SURPRISE, Math.min(MAX_SURPRISE, nanos / typical - 1));
  }

  /** Predictions count for less by a share, until the next run. */
  void doubt(double share) {
    doubt *= 1 - share;
  }

  boolean isKnown() {
    return slow > 0;
  }

  double typicalNanos() {
    return typical;
  }

  double slowNanos() {
    return slow;
  }

  double predictedTypicalNanos() {
    return doubt * typical;
  }

  double predictedSlowNanos() {
    return doubt * slow;
  }
}
