package dev.warren.worker.engine;

import dev.warren.worker.engine.pytorch.PyTorchEngine;

/** Finds the engine for a model. */
public final class Engines {
  private Engines() {}

  /**
   * Loads the model and runs it for a warm-up.
   *
   * @throws ModelException when the file, its metadata or its output is not what Warren can serve
   */
  public static Engine load(EngineConfig config) {
    return switch (config.engine()) {
      case "auto", "pytorch" -> {
        ModelFile file = ModelFile.find(config);
        if (file.isOnnx()) {
          throw new ModelException(
              file.path()
                  + ": is ONNX, and the engine here, pytorch, reads TorchScript; "
                  + ModelFile.exportAdvice(file.path()));
        }
        yield PyTorchEngine.load(file, config.maxBatch(), config.threadsPerLane());
      }
      default ->
          throw new IllegalStateException("EngineConfig lets " + config.engine() + " through");
    };
  }
}
