package dev.warren.loadtest.gateway;

import java.time.Duration;

/**
 * How pictures are taken from videos and cameras.
 *
 * @param program FFmpeg: its name, found by {@code PATH}, or its file
 * @param fps pictures per second of the video's own time, at most; 0 for all
 * @param silence how long to wait for the next picture, or for three periods of {@code fps} where
 *     that is longer
 * @param trust for cameras by https
 */
record FfmpegConfig(String program, double fps, Duration silence, CameraTrust trust) {
  FfmpegConfig {
    if (silence.toMillis() < 1) throw new IllegalArgumentException("silence < 1 ms: " + silence);
  }

  /** In nanoseconds: how long nothing may come. */
  long silenceNanos() {
    long periods = fps == 0 ? 0 : (long) (3 * 1e9 / fps);
    return Math.max(silence.toNanos(), periods);
  }
}
