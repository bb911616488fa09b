package dev.warren.worker.cli;

import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How TensorRT builds a plan, and where plans are kept. */
final class TensorRtOptions {
  @Option(
      names = "--device",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of the GPU, as CUDA counts them; default ${DEFAULT-VALUE}.")
  private int device;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "FP16",
      description =
          "Numbers that a GPU computes in: fp16 (default), fp32, or int8, which needs --calibration.")
  private Precision precision;

  @Option(
      names = "--calibration",
      paramLabel = "DIR",
      description = "Pictures like those of the cameras, 100 or more, to quantise by.")
  private Path calibration;

  @Option(
      names = "--canaries",
      paramLabel = "DIR",
      description =
          "Pictures on which a new plan must find what the model finds on the CPU; default those of"
              + " --calibration, else drawn ones.")
  private Path canaries;

  @Option(
      names = "--plan-cache",
      paramLabel = "DIR",
      description =
          "Where built plans are kept; default ~/.cache/warren/plans. Plans are code: the folder must"
              + " be writable by nobody else.")
  private Path planCache;

  TensorRtConfig config() {
    return new TensorRtConfig(
        device,
        precision,
        calibration,
        canaries == null ? calibration : canaries,
        planCache == null ? TensorRtConfig.DEFAULT.planCache() : planCache);
  }
}
