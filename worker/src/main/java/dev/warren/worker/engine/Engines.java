package dev.warren.worker.engine;

import dev.warren.worker.engine.onnxruntime.OnnxRuntimeNetwork;
import dev.warren.worker.engine.pytorch.PyTorchNetwork;
import java.util.List;

/** Finds the engine for a model. */
public final class Engines {
  private static final String ONNX_RUNTIME = "onnxruntime";
  private static final String PYTORCH = "pytorch";

  private Engines() {}

  /**
   * Loads the model and runs it for a warm-up. {@code auto} goes by the file: ONNX Runtime for
   * {@code .onnx}, PyTorch for TorchScript. Where a stem has both, ONNX Runtime, which is 1.7 times
   * as fast on a CPU.
   *
   * @throws ModelException when the file, its metadata or its output is not what Warren can serve
   */
  public static Engine load(EngineConfig config) {
    return switch (config.engine()) {
      case "auto" -> {
        ModelFile file = ModelFile.find(config, List.of(ModelFile.ONNX, ModelFile.TORCHSCRIPT));
        yield file.isOnnx() ? onnxRuntime(file, config) : pyTorch(file, config);
      }
      case ONNX_RUNTIME -> {
        ModelFile file = ModelFile.find(config, List.of(ModelFile.ONNX));
        if (file.isTorchScript()) {
          throw wrongKind(file, "TorchScript", ONNX_RUNTIME, "ONNX", ModelFile.ONNX);
        }
        yield onnxRuntime(file, config);
      }
      case PYTORCH -> {
        ModelFile file = ModelFile.find(config, List.of(ModelFile.TORCHSCRIPT));
        if (file.isOnnx()) {
          throw wrongKind(file, "ONNX", PYTORCH, "TorchScript", ModelFile.TORCHSCRIPT);
        }
        yield pyTorch(file, config);
      }
      default ->
          throw new IllegalStateException("EngineConfig lets " + config.engine() + " through");
    };
  }

  private static Engine onnxRuntime(ModelFile file, EngineConfig config) {
    CpuNetwork network = OnnxRuntimeNetwork.load(file, config.threadsPerLane());
    return CpuEngine.start(ONNX_RUNTIME, file, network, config);
  }

  private static Engine pyTorch(ModelFile file, EngineConfig config) {
    CpuNetwork network = PyTorchNetwork.load(file, config.threadsPerLane());
    return CpuEngine.start(PYTORCH, file, network, config);
  }

  private static ModelException wrongKind(
      ModelFile file, String is, String engine, String reads, String ending) {
    return new ModelException(
        "%s: is %s, and the engine %s reads %s; use --engine auto, or %s"
            .formatted(
                file.path(), is, engine, reads, ModelFile.exportAdvice(file.path(), ending)));
  }
}
