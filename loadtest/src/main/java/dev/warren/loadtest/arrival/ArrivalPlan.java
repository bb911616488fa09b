package dev.warren.loadtest.arrival;

import static java.util.Objects.requireNonNull;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToDoubleFunction;

/**
 * How frames come.
 *
 * @param kind which process
 * @param fleet who sends
 * @param jitter of {@link Kind#CAMERA}: share of a camera's period by which its frames are late at
 *     most, 0 to 1
 * @param burst of {@link Kind#BURSTY}: frames in a burst
 * @param seed the same seed gives the same times
 */
public record ArrivalPlan(Kind kind, Fleet fleet, double jitter, int burst, long seed) {
  private static final int TIMES_FASTER = 10;

  /** An arrival process. */
  public enum Kind {
    CONSTANT,
    POISSON,
    BURSTY,
    CAMERA
  }

  public ArrivalPlan {
    requireNonNull(kind, "kind");
    requireNonNull(fleet, "fleet");
    check(jitter, burst, seed);
  }

  /** Says what is out of bounds, for whoever has no fleet yet. */
  public static void check(double jitter, int burst, long seed) {
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter outside 0..1: " + jitter);
    }
    if (burst < 1 || burst > 1_000_000) {
      throw new IllegalArgumentException("burst not in 1..1000000: " + burst);
    }
    if (seed < 0) throw new IllegalArgumentException("seed < 0: " + seed);
  }

  /** The times, from the first one on. */
  public Arrivals start() {
    double gapNanos = 1e9 / fleet.rate();
    return switch (kind) {
      case CONSTANT -> byTurns(index -> index * gapNanos);
      case POISSON -> byTurns(poisson(gapNanos));
      case BURSTY -> byTurns(index -> bursty(index, gapNanos));
      case CAMERA -> new CameraArrivals(fleet, jitter, seed);
    };
  }

  /** Times that know nothing of cameras: these take turns, in proportion to their rates. */
  private Arrivals byTurns(LongToDoubleFunction atNanos) {
    CameraArrivals turns = new CameraArrivals(fleet, 0, seed);
    AtomicLong index = new AtomicLong();
    return () ->
        new Arrival((long) atNanos.applyAsDouble(index.getAndIncrement()), turns.next().camera());
  }

  /**
   * Independent frames: exponentially distributed gaps, so that now and then many come at once. To
   * be asked in order.
   */
  private LongToDoubleFunction poisson(double gapNanos) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] at = {0};
    return index -> at[0] -= Math.log(1 - random.nextDouble()) * gapNanos;
  }

  /**
   * On and off: {@code burst} frames with a tenth of the mean gap between them, then silence, so
   * that the next burst begins {@code burst / rate} seconds after the last one began.
   */
  private double bursty(long index, double gapNanos) {
    long first = index / burst * burst;
    return first * gapNanos + (index - first) * gapNanos / TIMES_FASTER;
  }
}
