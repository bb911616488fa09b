package dev.warren.loadtest.arrival;

/**
 * Cameras of one rate.
 *
 * @param name such as {@code 49x5}
 * @param cameras how many
 * @param fps frames per second of each
 */
public record CameraGroup(String name, int cameras, double fps) {}
