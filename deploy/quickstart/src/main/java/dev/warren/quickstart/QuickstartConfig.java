package dev.warren.quickstart;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;

/**
 * What a quickstart runs.
 *
 * @param amqp somebody's broker, or null for one inside this process
 * @param topology names on the broker; on somebody's broker a prefix of our own is made of it
 * @param model a model file, or null for the demo model
 * @param cameras simulated cameras
 * @param fps frames per second of each camera
 * @param width of a picture in pixels
 * @param height of a picture in pixels
 * @param duration how long the cameras send, or null until the run is stopped
 * @param pagePort of the page; 0 for a free one
 */
record QuickstartConfig(
    AmqpConfig amqp,
    Topology topology,
    Path model,
    int cameras,
    double fps,
    int width,
    int height,
    Duration duration,
    int pagePort) {
  private static final DecimalFormatSymbols POINT = DecimalFormatSymbols.getInstance(Locale.ROOT);

  QuickstartConfig {
    requireNonNull(topology, "topology");
    if (cameras < 1 || cameras > 256) {
      throw new IllegalArgumentException("cameras not in 1..256: " + cameras);
    }
    if (!(fps > 0 && fps <= 1000)) {
      throw new IllegalArgumentException("fps not in 0..1000, 0 excluded: " + fps);
    }
    if (Math.min(width, height) < 64 || Math.max(width, height) > 8192) {
      throw new IllegalArgumentException("size not in 64x64..8192x8192: " + width + "x" + height);
    }
    if (duration != null && duration.isNegative()) {
      throw new IllegalArgumentException("duration < 0: " + duration);
    }
    if (pagePort < 0 || pagePort > 65_535) {
      throw new IllegalArgumentException("pagePort not in 0..65535: " + pagePort);
    }
  }

  /** {@code 4 cameras, 5 frames/s each}, for people. */
  String pace() {
    return cameras + " cameras, " + new DecimalFormat("0.##", POINT).format(fps) + " frames/s each";
  }
}
