package dev.warren.worker.engine.simulated;

import java.util.List;
import java.util.NavigableMap;

/**
 * What a {@code .simulated} file describes.
 *
 * @param inputWidth pixels
 * @param inputHeight pixels
 * @param classNames the index is the class id
 * @param runNanos how long a run takes by its number of images, in stairs as TensorRT has them: a
 *     size that is not given takes as long as the next larger one that is; at least one
 * @param detections found in every image
 * @param jitter a run takes up to this share longer or shorter
 */
record SimulatedModel(
    int inputWidth,
    int inputHeight,
    List<String> classNames,
    NavigableMap<Integer, Long> runNanos,
    int detections,
    double jitter) {
  /** The largest batch that a time is given for. */
  int maxBatch() {
    return runNanos.lastKey();
  }

  /**
   * @param count 1 to {@link #maxBatch()} images
   */
  long nanos(int count) {
    return runNanos.ceilingEntry(count).getValue();
  }
}
