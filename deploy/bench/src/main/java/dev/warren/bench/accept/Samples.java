package dev.warren.bench.accept;

import java.util.ArrayList;
import java.util.List;

/** Memory over time. */
final class Samples {
  /** Of the whole time; engines and heaps settle in it. */
  private static final double WARM_UP = 0.2;

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double last() {
    return values.get(values.size() - 1);
  }

  /**
   * From the first third after the warm-up to the last third, by their means. NaN where there are
   * too few samples to tell.
   */
  double growthPercent() {
    int warm = (int) Math.ceil(values.size() * WARM_UP);
    int third = (values.size() - warm) / 3;
    if (third == 0) return Double.NaN;
    double early = mean(values.subList(warm, warm + third));
    double late = mean(values.subList(values.size() - third, values.size()));
    return 100 * (late / early - 1);
  }

  private static double mean(List<Double> some) {
    return some.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
