package dev.warren.worker.cli;

import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import java.nio.file.Path;
import java.util.List;

/** What became of one image file. */
sealed interface FileDetections {
  Path file();

  /**
   * @param width of the upright image, pixels
   * @param height of the upright image, pixels
   */
  record Found(Path file, int width, int height, List<Detection> detections)
      implements FileDetections {}

  /**
   * @param detail one line
   */
  record Failed(Path file, FailReason reason, String detail) implements FileDetections {}
}
