package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.worker.engine.EngineConfig;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, under which name, on which engine. */
final class ModelChoice {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Model file, or its path without the ending.")
  private Path model;

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "The model's name in queues and results; default the file's name.")
  private String modelName;

  @Option(
      names = "--engine",
      defaultValue = "auto",
      paramLabel = "NAME",
      description =
          "auto (default), tensorrt (.onnx, NVIDIA GPU), onnxruntime (.onnx) or pytorch (.torchscript)."
              + " auto takes tensorrt where it finds a GPU for an .onnx; else it goes by the file, and"
              + " where both lie side by side takes onnxruntime, 1.7 times as fast on a CPU.")
  private String engine;

  @Mixin private TensorRtOptions tensorRt;

  boolean isGiven() {
    return model != null;
  }

  /** Null unless given. */
  String modelName() {
    return modelName;
  }

  Path planCache() {
    return tensorRt.planCache();
  }

  /** As given. */
  String engine() {
    return engine;
  }

  /** Whether the engine was named, so that a CPU in its place would be a failure. */
  boolean isForTensorRt() {
    return engine.equals("tensorrt");
  }

  EngineConfig engineConfig(int maxBatch, int threadsPerLane) {
    if (model == null) {
      throw new CommandException(
          ExitCode.USAGE, "--model is missing: give a model file, or set WARREN_MODEL");
    }
    if (model.toString().isBlank()) {
      throw new CommandException(ExitCode.USAGE, "--model is empty: give a model file");
    }
    return new EngineConfig(engine, model, modelName, maxBatch, threadsPerLane, tensorRt.config());
  }
}
