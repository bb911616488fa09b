package dev.warren.loadtest.capacity;

import dev.warren.loadtest.report.Frames;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.Percentiles;
import dev.warren.loadtest.report.WindowFigures;

/**
 * One load and how it went.
 *
 * @param load in the search's unit: frames per second, or cameras
 * @param rate frames per second
 * @param p99Ms of all frames' latency; null if nothing was answered
 * @param sendLagP99Ms how late the generator itself was
 * @param ok whether the objective held
 * @param clear whether there is no doubt about it; a failure near the border may be noise
 * @param over whether nothing can be tried after it: frames are still unanswered, or we are to stop
 * @param why it failed; "" if it did not
 */
record Trial(
    double load,
    double rate,
    Double p99Ms,
    double answeredPerSecond,
    Double sendLagP99Ms,
    boolean ok,
    boolean clear,
    boolean over,
    String why) {
  /** Share of the offered frames that must be answered within the window. */
  private static final double KEPT_UP = 0.99;

  /** A p99 beyond so many times the objective is no noise. */
  private static final double CLEAR = 2;

  /** The same, with no other after it. */
  Trial asLast() {
    return new Trial(load, rate, p99Ms, answeredPerSecond, sendLagP99Ms, false, true, true, why);
  }

  /**
   * Judges a run: every frame confirmed, answered once and detected, p99 within the objective, and
   * as many answered as sent but for 1 percent and those that may be under way at the window's end,
   * which are as many as come within the objective.
   */
  static Trial judge(double load, double rate, LoadReport report, double sloP99Ms) {
    Frames f = report.frames();
    WindowFigures w = report.window();
    Percentiles latency = report.percentiles(LoadReport.LATENCY_ALL);
    double underWay = rate * sloP99Ms / 1e3;
    boolean keptUp = w.answered() + underWay >= KEPT_UP * w.offered();
    boolean inTime = latency.p99() != null && latency.p99() <= sloP99Ms;
    String why = "";
    if (f.unanswered() > 0) why = f.unanswered() + " unanswered";
    else if (!report.isClean()) why = "not all sent and confirmed, or results differ";
    else if (f.detected() < f.published()) {
      why = f.published() - f.detected() + " skipped or failed";
    } else if (!keptUp) why = "falls behind";
    else if (!inTime) why = "too slow";
    boolean ok = why.isEmpty();
    boolean maybeNoise = keptUp && latency.p99() != null && latency.p99() <= CLEAR * sloP99Ms;
    return new Trial(
        load,
        rate,
        latency.p99(),
        w.perSecond(w.answered()),
        report.percentiles(LoadReport.SEND_LAG).p99(),
        ok,
        ok || !maybeNoise,
        f.unanswered() > 0,
        why);
  }
}
