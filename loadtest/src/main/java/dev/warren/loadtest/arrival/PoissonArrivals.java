package dev.warren.loadtest.arrival;

import java.util.SplittableRandom;

/**
 * Independent frames: exponentially distributed gaps, so that now and then many come at once.
 * Cameras take turns, in proportion to their rates.
 */
final class PoissonArrivals implements Arrivals {
  private final double gapNanos;
  private final CameraArrivals turns;
  private final SplittableRandom random;
  private double atNanos;

  PoissonArrivals(Fleet fleet, long seed) {
    this.gapNanos = 1e9 / fleet.rate();
    this.turns = new CameraArrivals(fleet, 0, seed);
    this.random = new SplittableRandom(seed);
  }

  @Override
  public Arrival next() {
    atNanos -= Math.log(1 - random.nextDouble()) * gapNanos;
    return new Arrival((long) atNanos, turns.next().camera());
  }
}
