package dev.warren.loadtest.arrival;

/** The same gap between any two frames. Cameras take turns, in proportion to their rates. */
final class SteadyArrivals implements Arrivals {
  private final double gapNanos;
  private final CameraArrivals turns;
  private long index;

  SteadyArrivals(Fleet fleet, long seed) {
    this.gapNanos = 1e9 / fleet.rate();
    this.turns = new CameraArrivals(fleet, 0, seed);
  }

  @Override
  public Arrival next() {
    return new Arrival((long) (index++ * gapNanos), turns.next().camera());
  }
}
