package dev.warren.worker.cli;

import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.postprocess.PostprocessConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, how it is run, and what counts as a detection. */
final class ModelOptions {
  private static final int MAX = 1024;

  @Mixin private ModelChoice choice;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Most frames in one run of the engine; 0 (default) for 4, on a GPU 16, or 1 if the model takes"
              + " one at a time.")
  private int maxBatch;

  @Option(
      names = "--threads-per-lane",
      paramLabel = "N",
      defaultValue = "1",
      description = "CPU threads of one run; default ${DEFAULT-VALUE}.")
  private int threadsPerLane;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      defaultValue = "0.25",
      description = "Least confidence of a detection; default ${DEFAULT-VALUE}.")
  private double confidence;

  @Option(
      names = "--iou",
      paramLabel = "R",
      defaultValue = "0.7",
      description = "Overlap above which the weaker of two boxes goes; default ${DEFAULT-VALUE}.")
  private double iou;

  @Option(
      names = "--max-detections",
      paramLabel = "N",
      defaultValue = "300",
      description = "Most detections in a frame; default ${DEFAULT-VALUE}.")
  private int maxDetections;

  @Option(
      names = "--scaled-decode",
      description =
          "Decode large JPEGs at 1/2, 1/4 or 1/8 of their size where that still covers the model's"
              + " input: quicker, and not quite the same pixels.")
  private boolean scaledDecode;

  boolean scaledDecode() {
    return scaledDecode;
  }

  EngineConfig engineConfig() {
    return engineConfig(0);
  }

  /**
   * @param usualBatch largest batch where {@code --max-batch} is not given; 0 for the engine's own
   */
  EngineConfig engineConfig(int usualBatch) {
    // More than any model gains from; a typing error must not ask for terabytes.
    if (maxBatch > MAX) throw new IllegalArgumentException("maxBatch > " + MAX + ": " + maxBatch);
    if (threadsPerLane > MAX) {
      throw new IllegalArgumentException("threadsPerLane > " + MAX + ": " + threadsPerLane);
    }
    return choice.engineConfig(maxBatch == 0 ? usualBatch : maxBatch, threadsPerLane);
  }

  PostprocessConfig postprocessConfig() {
    return new PostprocessConfig(confidence, iou, maxDetections);
  }
}
