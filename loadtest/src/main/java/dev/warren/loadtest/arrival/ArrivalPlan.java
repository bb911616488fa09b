package dev.warren.loadtest.arrival;

import static java.util.Objects.requireNonNull;

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
    return switch (kind) {
      case CONSTANT -> new SteadyArrivals(fleet, seed);
      case POISSON -> new PoissonArrivals(fleet, seed);
      case BURSTY -> new BurstyArrivals(fleet, burst, seed);
      case CAMERA -> new CameraArrivals(fleet, jitter, seed);
    };
  }
}
