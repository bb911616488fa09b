package dev.warren.loadtest.report;

/**
 * What was measured between warm-up and the end of sending. Frames belong to the window by their
 * intended time, results by their receipt.
 *
 * @param seconds its length
 * @param sent frames whose intended time lies in it
 * @param unsent frames that were due in it and never left, since the run was cut short
 * @param answered first results received in it, of whatever frame
 * @param detected those among them that are detections
 * @param inTime its frames with detections within the time to live; without one, all detected
 */
public record WindowFigures(
    double seconds, long sent, long unsent, long answered, long detected, long inTime) {
  /** Frames that were due in it. */
  public long offered() {
    return sent + unsent;
  }

  /** Per second of the window; 0 for an empty one. */
  public double perSecond(long count) {
    return seconds > 0 ? count / seconds : 0;
  }
}
