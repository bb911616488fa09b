package dev.warren.worker.batch;

import dev.warren.protocol.Detection;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Letterbox;
import java.util.List;

/** Reads one image's detections out of a batch's raw output. Thread-safe. */
@FunctionalInterface
public interface DetectionReader {
  /**
   * @param index the image's place in the batch
   * @return in pixels of the upright image
   */
  List<Detection> detections(RawOutput output, int index, Letterbox letterbox);
}
