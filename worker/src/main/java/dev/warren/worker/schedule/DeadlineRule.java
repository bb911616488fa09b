package dev.warren.worker.schedule;

/**
 * Who can still be in time. A frame is given up when it would be late even alone in a typical run;
 * it gets company only if it would be in time even in a slow run. So nobody is given up lightly,
 * and nobody is made late by company. Between the two a frame is doubtful.
 */
final class DeadlineRule {
  private final LatencyCurve curve;
  private final Margin margin;

  DeadlineRule(LatencyCurve curve, Margin margin) {
    this.curve = curve;
    this.margin = margin;
  }

  /** A frame with less slack than this would be late even alone, in a run as runs are as a rule. */
  long hopelessBelow() {
    return curve.typicalNanos(1) + margin.typicalNanos();
  }

  /** A frame with this slack is in time in a batch of {@code size}, even if that turns out slow. */
  long safeFrom(int size) {
    return curve.slowNanos(size) + margin.slowNanos();
  }

  /** A frame with less slack than this is safe now, and no longer once another one has run. */
  long rivalBelow() {
    return safeFrom(1) + curve.typicalNanos(1);
  }

  /** How many of so many frames that wait to run together. */
  int efficientSize(int waiting, long nowNanos) {
    return curve.efficientSize(waiting, nowNanos);
  }

  /** A batch stayed below {@code size} by this rule. */
  void batchCut(int size, long slackNanos) {
    // With less, no run would be short enough: the prediction is not to blame.
    if (slackNanos >= margin.slowNanos()) curve.batchCut(size);
  }

  /** A frame was given up by this rule. */
  void frameGivenUp(long slackNanos, long nowNanos) {
    boolean stillTime = slackNanos >= margin.typicalNanos();
    if (stillTime) curve.frameRefused(nowNanos);
  }
}
