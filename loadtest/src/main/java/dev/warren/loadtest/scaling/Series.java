package dev.warren.loadtest.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A time series as Prometheus keeps it, with the functions that the rules use. */
final class Series {
  private record Sample(int second, double value) {}

  /** A gap of more than so many mean gaps is one to the series' begin or end. */
  private static final double GAP = 1.1;

  private final List<Sample> samples = new ArrayList<>();

  void add(int second, double value) {
    samples.add(new Sample(second, value));
  }

  /** Forgets what no window will ask for. */
  void forgetBefore(int second) {
    samples.removeIf(sample -> sample.second() < second);
  }

  boolean isEmpty() {
    return samples.isEmpty();
  }

  private List<Sample> window(int now, int seconds) {
    return samples.stream().filter(s -> s.second() >= now - seconds && s.second() <= now).toList();
  }

  /**
   * {@code rate(counter[window])}, extrapolated to the window's borders as Prometheus does it, for
   * a counter that is never reset:
   * https://prometheus.io/docs/prometheus/2.53/querying/functions/#rate
   */
  OptionalDouble rate(int now, int seconds) {
    List<Sample> window = window(now, seconds);
    if (window.size() < 2) return OptionalDouble.empty();
    Sample first = window.get(0);
    Sample last = window.get(window.size() - 1);
    double increase = last.value() - first.value();
    double sampled = last.second() - first.second();
    double gap = sampled / (window.size() - 1);
    double before = first.second() - (now - seconds);
    // A counter is not extrapolated to below 0.
    if (increase > 0) before = Math.min(before, sampled * first.value() / increase);
    double after = now - last.second();
    double covered =
        sampled + (before < GAP * gap ? before : gap / 2) + (after < GAP * gap ? after : gap / 2);
    return OptionalDouble.of(increase * covered / sampled / seconds);
  }

  /** {@code deriv(gauge[window])}: the slope of the line with the least squares, per second. */
  OptionalDouble slope(int now, int seconds) {
    List<Sample> window = window(now, seconds);
    if (window.size() < 2) return OptionalDouble.empty();
    double meanTime = window.stream().mapToDouble(Sample::second).average().orElseThrow();
    double meanValue = window.stream().mapToDouble(Sample::value).average().orElseThrow();
    double together = 0;
    double alone = 0;
    for (Sample s : window) {
      together += (s.second() - meanTime) * (s.value() - meanValue);
      alone += (s.second() - meanTime) * (s.second() - meanTime);
    }
    return OptionalDouble.of(together / alone);
  }
}
