package dev.warren.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The plots of a report. */
final class Plots {
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  private Plots() {}

  /** Latency by percentile, up to the last one that has a value of its own. */
  static String percentiles(LoadReport report) {
    Histogram latency = report.latencies().get(LoadReport.LATENCY);
    long count = Math.max(10, latency.getTotalCount());
    Axis axis = Axis.percentiles(100 - 100.0 / count);
    LinePlot plot = new LinePlot("Latency by percentile, ms", "percentile", axis);
    plot.line("latency", points(latency, axis));
    Histogram overhead = report.latencies().get(LoadReport.OVERHEAD);
    if (overhead.getTotalCount() > 0) plot.line("overhead", points(overhead, axis));
    return plot.figure();
  }

  static String latencyOverTime(LoadReport report) {
    return overTime("Latency over time, ms", report)
        .line("p50", points(report, point -> warm(report, point, point.p50Ms())))
        .line("p99", points(report, point -> warm(report, point, point.p99Ms())))
        .figure();
  }

  /** A cold start would set the scale, and not a thing of the window would be seen. */
  private static Double warm(LoadReport report, TimelinePoint point, Double value) {
    return point.seconds() < report.warmUpSeconds() ? null : value;
  }

  static String rates(LoadReport report) {
    return overTime("Frames per second", report)
        .line("sent", points(report, TimelinePoint::sentPerSecond))
        .line("answered", points(report, TimelinePoint::answeredPerSecond))
        .line("in time", points(report, TimelinePoint::inTimePerSecond))
        .figure();
  }

  private static LinePlot overTime(String title, LoadReport report) {
    List<TimelinePoint> line = report.timeline();
    double end = line.isEmpty() ? 1 : Math.max(1, line.get(line.size() - 1).seconds());
    return new LinePlot(
            title,
            "seconds",
            new Axis(
                end, Axis.linear(end).ticks().stream().filter(tick -> tick.at() <= end).toList()))
        .shadedUntil(report.warmUpSeconds());
  }

  private static List<LinePlot.Point> points(
      LoadReport report, Function<TimelinePoint, Double> value) {
    return report.timeline().stream()
        .map(point -> new LinePlot.Point(point.seconds(), value.apply(point)))
        .toList();
  }

  private static List<LinePlot.Point> points(Histogram micros, Axis axis) {
    List<LinePlot.Point> points = new ArrayList<>();
    if (micros.getTotalCount() == 0) return points;
    points.add(new LinePlot.Point(0, micros.getMinValue() / 1e3));
    for (HistogramIterationValue v : micros.percentiles(TICKS_PER_HALF_DISTANCE)) {
      double at = v.getPercentileLevelIteratedTo();
      double x = at < 100 ? Math.min(Axis.tail(at), axis.max()) : axis.max();
      points.add(new LinePlot.Point(x, v.getValueIteratedTo() / 1e3));
    }
    return points;
  }
}
