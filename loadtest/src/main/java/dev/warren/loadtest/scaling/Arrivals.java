package dev.warren.loadtest.scaling;

import java.util.SplittableRandom;

/** How many frames come in each second: whole ones, the same for every policy. */
final class Arrivals {
  /** Frames per second; beyond it counts of a week could overflow. */
  static final double MAX_RATE = 1e6;

  /** From here on the normal distribution stands in for Poisson's. */
  private static final double MANY = 30;

  private Arrivals() {}

  /** As even as whole numbers can be, without chance. */
  static int[] even(Demand demand) {
    int[] counts = new int[demand.seconds()];
    double owed = 0;
    for (int i = 0; i < counts.length; i++) {
      owed += demand.rate(i);
      counts[i] = (int) Math.floor(owed + 1e-9); // 0.1 ten times is 1
      owed -= counts[i];
    }
    return counts;
  }

  /** Independent arrivals, by Poisson's distribution. */
  static int[] poisson(Demand demand, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] counts = new int[demand.seconds()];
    for (int i = 0; i < counts.length; i++) counts[i] = poisson(demand.rate(i), random);
    return counts;
  }

  private static int poisson(double mean, SplittableRandom random) {
    if (mean > MANY) {
      double value = mean + Math.sqrt(mean) * random.nextGaussian();
      return (int) Math.max(0, Math.round(value));
    }
    // Knuth: multiply uniform numbers until the product falls below e^-mean.
    double limit = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
