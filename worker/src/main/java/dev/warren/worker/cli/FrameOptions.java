package dev.warren.worker.cli;

import dev.warren.worker.decode.DecodeConfig;
import picocli.CommandLine.Option;

/** Which frames are decoded. */
final class FrameOptions {
  @Option(
      names = "--max-frame-bytes",
      paramLabel = "N",
      defaultValue = "4194304",
      description = "Largest encoded frame; default ${DEFAULT-VALUE}.")
  private int maxFrameBytes;

  @Option(
      names = "--max-frame-pixels",
      paramLabel = "N",
      defaultValue = "40000000",
      description = "Largest width x height of a frame; default ${DEFAULT-VALUE}.")
  private long maxFramePixels;

  /**
   * @param scaled whether large JPEGs are decoded at a part of their size
   */
  DecodeConfig decodeConfig(boolean scaled) {
    try {
      return new DecodeConfig(
          maxFrameBytes, maxFramePixels, DecodeConfig.DEFAULT.maxSide(), scaled);
    } catch (IllegalArgumentException e) {
      // The record's images are frames here: maxBytes is --max-frame-bytes.
      throw new IllegalArgumentException(e.getMessage().replaceFirst("^max", "maxFrame"), e);
    }
  }
}
