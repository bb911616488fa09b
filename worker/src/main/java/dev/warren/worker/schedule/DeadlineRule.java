package dev.warren.worker.schedule;

/**
 * Who can still be in time. A frame is given up when it would be late even alone in a typical run;
 * it gets company only if it would be in time even in a slow run. So nobody is given up lightly,
 * and nobody is made late by company.
 */
final class DeadlineRule {
  private final LatencyCurve curve;
  private final Margin margin;

  /**
   * @param margin what comes on top of the run
   */
  DeadlineRule(LatencyCurve curve, Margin margin) {
    this.curve = curve;
    this.margin = margin;
  }

  /** Whether a frame with this slack would be late even alone, in a run as runs are as a rule. */
  boolean isHopeless(long slackNanos) {
    return curve.typicalNanos(1) + margin.typicalNanos() > slackNanos;
  }

  /** Whether a batch of {@code size} that starts now is in time even if it turns out slow. */
  boolean isSafe(int size, long slackNanos) {
    return curve.slowNanos(size) + margin.slowNanos() <= slackNanos;
  }

  /** Time until a frame with this slack is hopeless; 0 if it is. */
  long nanosToExpiry(long slackNanos) {
    if (slackNanos == Long.MAX_VALUE) return slackNanos;
    return Math.max(0, slackNanos - curve.typicalNanos(1) - margin.typicalNanos() + 1);
  }

  /** How many of so many frames that wait to run together. */
  int efficientSize(int waiting, long nowNanos) {
    return curve.efficientSize(waiting, nowNanos);
  }

  /** A batch stayed below {@code size} by this rule. */
  void batchCut(int size) {
    curve.batchCut(size);
  }

  /** A frame was given up by this rule. */
  void frameGivenUp(long slackNanos, long nowNanos) {
    boolean stillTime = slackNanos >= margin.typicalNanos();
    if (stillTime) curve.frameRefused(nowNanos);
  }
}
