package dev.warren.loadtest.arrival;

import static java.util.Objects.requireNonNull;

/**
 * Cameras of one rate.
 *
 * @param name such as {@code 49x5}
 * @param cameras how many
 * @param fps frames per second of each
 */
public record CameraGroup(String name, int cameras, double fps) {
  public CameraGroup {
    requireNonNull(name, "name");
    if (cameras < 1) throw new IllegalArgumentException("cameras < 1: " + cameras);
    if (!(fps > 0 && fps <= Fleet.MAX_RATE)) {
      throw new IllegalArgumentException("fps not in 0..100000: " + fps);
    }
  }
}
