package dev.warren.worker.schedule;

/**
 * Who can still be in time. A frame is given up when it would be late even alone in a typical run;
 * it gets company only if it would be in time even in a slow run. So nobody is given up lightly,
 * and nobody is made late by company.
 */
final class DeadlineRule {
  private final LatencyCurve curve;
  private final long publishBudgetNanos;

  /**
   * @param publishBudgetNanos from the end of a run until the reply is with its reader
   */
  DeadlineRule(LatencyCurve curve, long publishBudgetNanos) {
    this.curve = curve;
    this.publishBudgetNanos = publishBudgetNanos;
  }

  /** Whether a batch of {@code size} that starts now is in time for a frame with this slack. */
  boolean allows(int size, long slackNanos) {
    long run = size == 1 ? curve.typicalNanos(1) : curve.slowNanos(size);
    return run + publishBudgetNanos <= slackNanos;
  }

  /** Time until a frame with this slack is hopeless; 0 if it is. */
  long nanosToExpiry(long slackNanos) {
    if (slackNanos == Long.MAX_VALUE) return slackNanos;
    return Math.max(0, slackNanos - curve.typicalNanos(1) - publishBudgetNanos + 1);
  }

  /** A batch stayed below {@code size} by this rule. */
  void batchCut(int size) {
    curve.batchCut(size);
  }

  /** A frame was given up by this rule. */
  void frameGivenUp(long slackNanos, long nowNanos) {
    boolean stillTime = slackNanos >= publishBudgetNanos;
    if (stillTime) curve.frameRefused(nowNanos);
  }
}
