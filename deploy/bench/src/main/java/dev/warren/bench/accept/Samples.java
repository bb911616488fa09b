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
  double growth() {
    return lateMean() - earlyMean();
  }

  double growthPercent() {
    return 100 * (lateMean() / earlyMean() - 1);
  }

  private double earlyMean() {
    int warm = warm();
    return mean(values.subList(warm, warm + third()));
  }

  private double lateMean() {
    return mean(values.subList(values.size() - third(), values.size()));
  }

  private int warm() {
    return (int) Math.ceil(values.size() * WARM_UP);
  }

  private int third() {
    return (values.size() - warm()) / 3;
  }

  private static double mean(List<Double> some) {
    return some.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
