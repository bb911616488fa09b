package dev.warren.worker.engine.tensorrt;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * How the TensorRT engine is built and where plans are kept.
 *
 * @param device CUDA's number of the GPU
 * @param precision in which numbers the plan may compute
 * @param calibration folder of images that show what the cameras see; needed for INT8, else null
 * @param canaries folder of images that a new plan is tried on, or null for drawn ones
 * @param planCache folder of built plans, shared by the workers of a machine
 */
public record TensorRtConfig(
    int device, Precision precision, Path calibration, Path canaries, Path planCache) {
  public static final TensorRtConfig DEFAULT =
      new TensorRtConfig(
          0,
          Precision.FP16,
          null,
          null,
          Path.of(System.getProperty("user.home"), ".cache", "warren", "plans"));

  public TensorRtConfig {
    requireNonNull(precision, "precision");
    requireNonNull(planCache, "planCache");
    if (device < 0) throw new IllegalArgumentException("device < 0: " + device);
  }
}
