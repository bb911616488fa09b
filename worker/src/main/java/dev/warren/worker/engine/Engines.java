package dev.warren.worker.engine;

import dev.warren.worker.engine.onnxruntime.OnnxRuntimeNetwork;
import dev.warren.worker.engine.pytorch.PyTorchNetwork;
import dev.warren.worker.engine.simulated.SimulatedEngine;
import dev.warren.worker.engine.tensorrt.TensorRt;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the engine for a model. */
public final class Engines {
  private static final Logger log = LoggerFactory.getLogger(Engines.class);
  private static final String ONNX_RUNTIME = "onnxruntime";
  private static final String PYTORCH = "pytorch";

  private Engines() {}

  /**
   * Loads the model and runs it for a warm-up. Without tools nobody would try a plan before it
   * serves: {@code auto} stays on the CPU, and who asks for TensorRT by name takes what it builds.
   */
  public static Engine load(EngineConfig config) {
    return load(config.engine().equals("auto") ? chooseCpu(config) : config, PlanTools.NONE);
  }

  /**
   * Loads the model and runs it for a warm-up.
   *
   * @param tools for building a plan, where TensorRT has none yet; this takes minutes
   * @throws ModelException when the file, its metadata or its output is not what Warren can serve
   * @throws DeviceException when TensorRT is asked for and there is no GPU to use, or it is lost
   */
  public static Engine load(EngineConfig config, PlanTools tools) {
    EngineConfig chosen = choose(config);
    ModelFile file = file(chosen);
    return switch (chosen.engine()) {
      case TensorRt.NAME ->
          TensorRt.loader(file, chosen).load(tools, () -> reference(file, chosen));
      case ONNX_RUNTIME -> onnxRuntime(file, chosen);
      case PYTORCH -> pyTorch(file, chosen);
      case SimulatedEngine.NAME -> SimulatedEngine.load(file, chosen.maxBatch());
      default ->
          throw new IllegalStateException("EngineConfig lets " + chosen.engine() + " through");
    };
  }

  /**
   * What {@code auto} means for this model on this machine: TensorRT for ONNX where there is a GPU
   * to use, else ONNX Runtime; PyTorch for TorchScript. Where a stem has both files, the ONNX. A
   * simulated model is taken only by its full name. Says in the log why it is not the GPU.
   */
  public static EngineConfig choose(EngineConfig config) {
    if (!config.engine().equals("auto")) return config;
    EngineConfig cpu = chooseCpu(config);
    if (!cpu.engine().equals(ONNX_RUNTIME)) return cpu;
    String obstacle = TensorRt.obstacle(file(cpu), config);
    if (obstacle == null) return config.withEngine(TensorRt.NAME);
    log.info("engine {}, not {}: {}", ONNX_RUNTIME, TensorRt.NAME, obstacle);
    if (config.tensorRt().precision() != TensorRtConfig.DEFAULT.precision()) {
      log.warn(
          "precision {} is for {} and has no effect", config.tensorRt().precision(), TensorRt.NAME);
    }
    return cpu;
  }

  /**
   * Looks for the model's file alone, which takes no time.
   *
   * @throws ModelException when it is not there, or not for the engine
   */
  public static void requireFile(EngineConfig config) {
    file(config.engine().equals("auto") ? chooseCpu(config) : config);
  }

  private static EngineConfig chooseCpu(EngineConfig config) {
    ModelFile file = ModelFile.find(config, List.of(ModelFile.ONNX, ModelFile.TORCHSCRIPT));
    if (file.isSimulated()) return config.withEngine(SimulatedEngine.NAME);
    return config.withEngine(file.isOnnx() ? ONNX_RUNTIME : PYTORCH);
  }

  /**
   * Whether {@link #load} of this engine comes without building a plan.
   *
   * @param chosen by {@link #choose}
   * @throws ModelException when a plan has to be built by a picture that cannot be used
   */
  public static boolean isBuilt(EngineConfig chosen, PlanTools tools) {
    return !chosen.engine().equals(TensorRt.NAME)
        || TensorRt.loader(file(chosen), chosen).isBuilt(tools);
  }

  /**
   * Builds the plan for TensorRT into its cache, if it is not there.
   *
   * @param again build it even so
   * @return the plan's file
   * @throws ModelException when TensorRT cannot take the model, the plan must not be used, or the
   *     cache cannot be written
   * @throws DeviceException when there is no GPU to use
   */
  public static Path compile(EngineConfig config, PlanTools tools, boolean again) {
    EngineConfig chosen = config.withEngine(TensorRt.NAME);
    ModelFile file = file(chosen);
    return TensorRt.loader(file, chosen).compile(tools, () -> reference(file, chosen), again);
  }

  private static ModelFile file(EngineConfig chosen) {
    if (chosen.engine().equals(SimulatedEngine.NAME)) {
      return ModelFile.find(chosen, List.of(ModelFile.SIMULATED));
    }
    boolean isTorch = chosen.engine().equals(PYTORCH);
    String ending = isTorch ? ModelFile.TORCHSCRIPT : ModelFile.ONNX;
    ModelFile file = ModelFile.find(chosen, List.of(ending));
    if (file.isSimulated()) throw wrongKind(file, "a simulated model", chosen.engine(), ending);
    if (isTorch && file.isOnnx()) throw wrongKind(file, "ONNX", PYTORCH, ending);
    if (!isTorch && file.isTorchScript()) {
      throw wrongKind(file, "TorchScript", chosen.engine(), ending);
    }
    return file;
  }

  private static Engine reference(ModelFile file, EngineConfig config) {
    return onnxRuntime(file, config.oneByOne());
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
      ModelFile file, String kind, String engine, String ending) {
    return new ModelException(
        "%s: is %s, and the engine %s reads %s; use --engine auto, or %s"
            .formatted(
                file.path(),
                kind,
                engine,
                engine.equals(PYTORCH) ? "TorchScript" : "ONNX",
                ModelFile.exportAdvice(file.path(), ending)));
  }
}
