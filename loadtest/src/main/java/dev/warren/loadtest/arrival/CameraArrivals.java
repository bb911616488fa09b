package dev.warren.loadtest.arrival;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Cameras as they are: each keeps to the ticks of its own clock, which began at a random phase, and
 * each frame comes up to {@code jitter} of a period after its tick, evenly distributed. Ticks do
 * not drift, and the frames of one camera keep their order.
 */
final class CameraArrivals implements Arrivals {
  private final SplittableRandom random;
  private final double jitter;
  private final PriorityQueue<Camera> due =
      new PriorityQueue<>(
          Comparator.<Camera>comparingLong(c -> c.atNanos).thenComparingInt(c -> c.number));

  /**
   * @param jitter share of the period, 0 to 1
   */
  CameraArrivals(Fleet fleet, double jitter, long seed) {
    this.random = new SplittableRandom(seed);
    this.jitter = jitter;
    for (int i = 0; i < fleet.cameras(); i++) {
      Camera camera = new Camera(i, 1e9 / fleet.fps(i), random.nextDouble());
      camera.plan(jitter * random.nextDouble());
      due.add(camera);
    }
  }

  @Override
  public Arrival next() {
    Camera camera = due.remove();
    Arrival arrival = new Arrival(camera.atNanos, camera.number);
    camera.tick++;
    camera.plan(jitter * random.nextDouble());
    due.add(camera);
    return arrival;
  }

  private static final class Camera {
    private final int number;
    private final double periodNanos;
    private final double phase;
    private long tick;
    private long atNanos;

    Camera(int number, double periodNanos, double phase) {
      this.number = number;
      this.periodNanos = periodNanos;
      this.phase = phase;
    }

    /** From the tick's number, not from the frame before: rounding does not add up. */
    void plan(double late) {
      atNanos = (long) ((tick + phase + late) * periodNanos);
    }
  }
}
