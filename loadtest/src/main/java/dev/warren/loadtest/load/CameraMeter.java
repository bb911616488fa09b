package dev.warren.loadtest.load;

import dev.warren.loadtest.report.CameraFigures;
import dev.warren.loadtest.report.Percentiles;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * One camera as its viewer sees it. Not thread-safe.
 *
 * <p><b>Staleness</b> is the age of what a viewer has: the time since the intended time of the
 * newest frame whose detections have come. It is read in the window just before each first result
 * of the camera takes effect, where it is at its highest, and once more at the window's end, so
 * that a camera whose results stop shows it. Until its first detections the camera's first frame
 * counts.
 */
final class CameraMeter {
  /** Values to 1 percent: there may be thousands of cameras. */
  private static final int DIGITS = 2;

  private final AbstractHistogram latencyMicros = new IntCountsHistogram(DIGITS);
  private final AbstractHistogram stalenessMicros = new IntCountsHistogram(DIGITS);
  private long newestNanos = Long.MIN_VALUE;
  private boolean isSeen;
  private long sent;
  private long detected;
  private long skipped;
  private long failed;

  void sent(long intendedNanos, boolean inWindow) {
    if (newestNanos == Long.MIN_VALUE) newestNanos = intendedNanos;
    if (inWindow) sent++;
  }

  /** Reads the staleness; to be called before {@link #answered}. */
  void sample(long nowNanos) {
    if (newestNanos != Long.MIN_VALUE) {
      stalenessMicros.recordValue(Micros.between(newestNanos, nowNanos));
    }
  }

  /**
   * @param inWindow whether the frame is one of the window's
   */
  void answered(Outcome outcome, long intendedNanos, long nowNanos, boolean inWindow) {
    if (outcome.isDetected() && (!isSeen || intendedNanos > newestNanos)) {
      isSeen = true;
      newestNanos = intendedNanos;
    }
    if (!inWindow) return;
    switch (outcome.kind()) {
      case DETECTED -> {
        detected++;
        latencyMicros.recordValue(Micros.between(intendedNanos, nowNanos));
      }
      case SKIPPED -> skipped++;
      case FAILED -> failed++;
    }
  }

  CameraFigures figures(String name) {
    return new CameraFigures(
        name,
        sent,
        detected,
        skipped,
        failed,
        Percentiles.of(latencyMicros),
        Percentiles.of(stalenessMicros));
  }
}
