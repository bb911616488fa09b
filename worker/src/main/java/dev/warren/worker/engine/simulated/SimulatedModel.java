package dev.warren.worker.engine.simulated;

import java.util.List;

/**
 * What a {@code .simulated} file describes.
 *
 * @param inputWidth pixels
 * @param inputHeight pixels
 * @param classNames the index is the class id
 * @param runTimes how long a run takes
 * @param detections found in every image
 * @param jitter a run takes up to this share longer or shorter
 */
record SimulatedModel(
    int inputWidth,
    int inputHeight,
    List<String> classNames,
    StairTimes runTimes,
    int detections,
    double jitter) {
  SimulatedModel {
    classNames = List.copyOf(classNames);
  }

  /** Size of one image in the input buffer. */
  long inputBytes() {
    return 3L * inputWidth * inputHeight;
  }
}
