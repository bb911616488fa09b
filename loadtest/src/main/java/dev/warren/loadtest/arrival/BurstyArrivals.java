package dev.warren.loadtest.arrival;

/**
 * On and off: {@code burst} frames with a tenth of the mean gap between them, then silence, so that
 * the next burst begins {@code burst / rate} seconds after the last one began. Cameras take turns,
 * in proportion to their rates.
 */
final class BurstyArrivals implements Arrivals {
  private static final int TIMES_FASTER = 10;

  private final double gapNanos;
  private final int burst;
  private final CameraArrivals turns;
  private long index;

  BurstyArrivals(Fleet fleet, int burst, long seed) {
    this.gapNanos = 1e9 / fleet.rate();
    this.burst = burst;
    this.turns = new CameraArrivals(fleet, 0, seed);
  }

  @Override
  public Arrival next() {
    long first = index / burst * burst;
    double at = first * gapNanos + (index - first) * gapNanos / TIMES_FASTER;
    index++;
    return new Arrival((long) at, turns.next().camera());
  }
}
