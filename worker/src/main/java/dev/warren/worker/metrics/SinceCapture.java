package dev.warren.worker.metrics;

import java.util.concurrent.TimeUnit;

/** Times since a frame's capture, which its publisher's clock and ours have to agree on. */
public final class SinceCapture {
  private static final long MOST_MS = TimeUnit.DAYS.toMillis(1);

  private SinceCapture() {}

  /**
   * Whether a frame can have taken so long, or its clock be so wrong. Who writes seconds for
   * milliseconds is 56 years off, and a mean with that in it says nothing of the other frames.
   *
   * @param millis negative where the capture lies ahead
   */
  public static boolean isCredible(long millis) {
    return millis >= -MOST_MS && millis <= MOST_MS;
  }
}
