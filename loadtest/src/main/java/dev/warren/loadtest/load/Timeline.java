package dev.warren.loadtest.load;

import dev.warren.loadtest.report.TimelinePoint;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The run in steps of one length, a few numbers each. Not thread-safe. */
final class Timeline {
  private final long stepNanos;
  private final List<Step> steps = new ArrayList<>();
  private final Histogram latencyMicros = new Histogram(3);
  private int current;

  Timeline(long stepNanos) {
    this.stepNanos = stepNanos;
  }

  void sent(long nowNanos) {
    step(nowNanos).sent++;
  }

  /** A first result that is no detections. Times must not go back from one result to the next. */
  void answered(long nowNanos) {
    step(nowNanos).answered++;
  }

  /** A first result with detections; as {@link #answered}. */
  void detected(long nowNanos, long micros, boolean inTime) {
    Step step = step(nowNanos);
    step.answered++;
    if (inTime) step.inTime++;
    if (index(nowNanos) != current) {
      closeLatency();
      current = index(nowNanos);
    }
    latencyMicros.recordValue(micros);
  }

  List<TimelinePoint> points() {
    closeLatency();
    List<TimelinePoint> points = new ArrayList<>();
    double seconds = stepNanos / 1e9;
    for (int i = 0; i < steps.size(); i++) {
      Step s = steps.get(i);
      points.add(
          new TimelinePoint(
              i * seconds,
              s.sent / seconds,
              s.answered / seconds,
              s.inTime / seconds,
              s.p50,
              s.p99));
    }
    return points;
  }

  private void closeLatency() {
    if (latencyMicros.getTotalCount() == 0) return;
    Step step = steps.get(current);
    step.p50 = latencyMicros.getValueAtPercentile(50) / 1e3;
    step.p99 = latencyMicros.getValueAtPercentile(99) / 1e3;
    latencyMicros.reset();
  }

  private Step step(long nowNanos) {
    int index = index(nowNanos);
    while (steps.size() <= index) steps.add(new Step());
    return steps.get(index);
  }

  private int index(long nowNanos) {
    return (int) Math.max(0, nowNanos / stepNanos);
  }

  private static final class Step {
    private long sent;
    private long answered;
    private long inTime;
    private Double p50;
    private Double p99;
  }
}
