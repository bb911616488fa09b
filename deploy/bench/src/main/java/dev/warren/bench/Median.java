package dev.warren.bench;

import java.util.Collection;

/** Of rounds: one that the machine disturbed does not move it. */
public final class Median {
  private Median() {}

  /** Of an even number the mean of the two in the middle; of at least one. */
  public static double of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
