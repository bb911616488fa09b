package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** ONNX models on a GPU, by plans that TensorRT builds for it. */
public final class TensorRt {
  public static final String NAME = TensorRtEngine.NAME;

  /** By CUDA's number. A runtime is for the life of the process. */
  static final Map<Integer, Gpu> GPUS = new ConcurrentHashMap<>();

  private TensorRt() {}

  /**
   * Takes a model to the GPU.
   *
   * @throws ModelException when TensorRT cannot take the model
   * @throws DeviceException when there is no GPU to use
   */
  public static PlanLoader loader(ModelFile file, EngineConfig config) {
    TensorRtConfig ours = config.tensorRt();
    Gpu gpu = GPUS.computeIfAbsent(ours.device(), NativeGpu::open);
    return new PlanLoader(gpu, ours, file, config.maxBatch());
  }

  /**
   * What keeps TensorRT from this model on this machine, as one line, or null. A plan that has to
   * be built may still fail.
   */
  public static String obstacle(ModelFile file, EngineConfig config) {
    TensorRtPresence presence = TensorRtPresence.of(config.tensorRt().device());
    if (!presence.isUsable()) return presence.obstacle();
    try {
      OnnxModel model = OnnxModel.read(file.path());
      model.requireBatch(Math.max(1, config.maxBatch()));
      boolean isInt8 = config.tensorRt().precision() == Precision.INT8;
      return model.isQuantised() && !isInt8 ? PlanLoader.quantised(file) : null;
    } catch (ModelException e) {
      return e.getMessage();
    }
  }

  /** Why others could make workers run what they like through this plan cache, or null. */
  public static String cacheRisk(Path planCache) {
    return new CacheFolder(planCache).risk();
  }

  /**
   * Deletes plans that no worker has used for so long. Those that run show it once a day.
   *
   * @return what was deleted
   * @throws ModelException when something cannot be deleted
   */
  public static List<Path> prune(Path planCache, Duration unused) {
    try {
      return new CacheFolder(planCache).prune(Instant.now().minus(unused));
    } catch (IOException e) {
      throw new ModelException("plan cache " + planCache + " cannot be pruned: " + e, e);
    }
  }
}
