package dev.warren.worker.engine.tensorrt;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * How the TensorRT engine is built and where plans are kept.
 *
 * @param device CUDA's number of the GPU
 * @param precision in which numbers the plan may compute
 * @param optimizationLevel how much time TensorRT takes for choosing kernels, 0 to 5; its own
 *     default is 3, and what it means is in its <a
 *     href="https://docs.nvidia.com/deeplearning/tensorrt/latest/performance/best-practices.html">best
 *     practices</a>
 * @param calibration folder of images that show what the cameras see; needed for INT8, else null
 * @param canaries folder of images that a new plan is tried on, or null for drawn ones
 * @param planCache folder of built plans, shared by the workers of a machine
 */
public record TensorRtConfig(
    int device,
    Precision precision,
    int optimizationLevel,
    Path calibration,
    Path canaries,
    Path planCache) {
  public static final int USUAL_OPTIMIZATION = 3;
  private static final int MAX_OPTIMIZATION = 5;

  public static final TensorRtConfig DEFAULT =
      new TensorRtConfig(
          0,
          Precision.FP16,
          USUAL_OPTIMIZATION,
          null,
          null,
          Path.of(System.getProperty("user.home"), ".cache", "warren", "plans"));

  public TensorRtConfig {
    requireNonNull(precision, "precision");
    requireNonNull(planCache, "planCache");
    if (optimizationLevel < 0 || optimizationLevel > MAX_OPTIMIZATION) {
      throw new IllegalArgumentException(
          "optimizationLevel not in 0..%d: %d".formatted(MAX_OPTIMIZATION, optimizationLevel));
    }
    if (device < 0) throw new IllegalArgumentException("device < 0: " + device);
  }
}
