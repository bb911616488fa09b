package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.PictureFiles;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How TensorRT builds a plan, and where plans are kept. */
final class TensorRtOptions {
  private static final Logger log = LoggerFactory.getLogger(TensorRtOptions.class);

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
          "Numbers that a GPU computes in: fp16 (default), fp32, or int8, which needs"
              + " --calibration.")
  private Precision precision;

  @Option(
      names = "--optimization-level",
      paramLabel = "N",
      defaultValue = "" + TensorRtConfig.USUAL_OPTIMIZATION,
      description =
          "How long TensorRT looks for kernels, 0 to 5; default ${DEFAULT-VALUE}. Lower ones build"
              + " in less time and run slower.")
  private int optimizationLevel;

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
          "Where built plans are kept; default ~/.cache/warren/plans. Plans are code: the folder"
              + " must be writable by nobody else.")
  private Path planCache;

  /**
   * Looked at here, not after minutes of building.
   *
   * @throws CommandException when a folder is none, or holds no picture
   */
  TensorRtConfig config() {
    requirePictures("--calibration", calibration);
    requirePictures("--canaries", canaries);
    if (planCache != null && Files.exists(planCache) && !Files.isDirectory(planCache)) {
      throw new CommandException(ExitCode.USAGE, "--plan-cache " + planCache + ": is no folder");
    }
    return new TensorRtConfig(
        device,
        precision,
        optimizationLevel,
        calibration,
        canaries == null ? calibration : canaries,
        planCache());
  }

  Path planCache() {
    return planCache == null ? TensorRtConfig.DEFAULT.planCache() : planCache;
  }

  private static void requirePictures(String option, Path folder) {
    if (folder == null) return;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new CommandException(ExitCode.USAGE, option + " " + folder + ": is no folder");
    }
    PictureFiles.of(option, List.of(folder), log::info);
  }
}
