package dev.warren.worker.engine;

import dev.warren.worker.engine.onnxruntime.OnnxRuntimeNetwork;
import dev.warren.worker.engine.pytorch.PyTorchNetwork;
import dev.warren.worker.engine.simulated.SimulatedEngine;
import java.util.List;

/** Finds the engine for a model. */
public final class Engines {
  private static final String ONNX_RUNTIME = "onnxruntime";
  private static final String PYTORCH = "pytorch";

  private Engines() {}

  /**
   * Loads the model and runs it for a warm-up. {@code auto} goes by the file: ONNX Runtime for
   * {@code .onnx}, PyTorch for TorchScript. Where a stem has both, ONNX Runtime, which is 1.7 times
   * as fast on a CPU. A simulated model is taken only by its full name.
   *
   * @throws ModelException when the file, its metadata or its output is not what Warren can serve
   */
  public static Engine load(EngineConfig config) {
    return switch (config.engine()) {
      case "auto" -> {
        ModelFile file = ModelFile.find(config, List.of(ModelFile.ONNX, ModelFile.TORCHSCRIPT));
        if (file.isSimulated()) yield SimulatedEngine.load(file, config.maxBatch());
        yield file.isOnnx() ? onnxRuntime(file, config) : pyTorch(file, config);
      }
      case ONNX_RUNTIME -> {
        ModelFile file = ModelFile.find(config, List.of(ModelFile.ONNX));
        if (file.isTorchScript() || file.isSimulated()) {
          throw wrongKind(file, ONNX_RUNTIME, "ONNX", ModelFile.ONNX);
        }
        yield onnxRuntime(file, config);
      }
      case PYTORCH -> {
        ModelFile file = ModelFile.find(config, List.of(ModelFile.TORCHSCRIPT));
        if (file.isOnnx() || file.isSimulated()) {
          throw wrongKind(file, PYTORCH, "TorchScript", ModelFile.TORCHSCRIPT);
        }
        yield pyTorch(file, config);
      }
      case SimulatedEngine.NAME ->
          SimulatedEngine.load(
              ModelFile.find(config, List.of(ModelFile.SIMULATED)), config.maxBatch());
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
      ModelFile file, String engine, String reads, String ending) {
    String other = file.isOnnx() ? "ONNX" : "TorchScript";
    String is = file.isSimulated() ? "a simulated model" : other;
    return new ModelException(
        "%s: is %s, and the engine %s reads %s; use --engine auto, or %s"
            .formatted(
                file.path(), is, engine, reads, ModelFile.exportAdvice(file.path(), ending)));
  }
}
