package dev.warren.worker.engine;

import static java.util.Objects.requireNonNull;

import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * Which model to load, and how.
 *
 * @param engine {@code auto} (by the machine and the model file), {@code tensorrt}, {@code
 *     onnxruntime}, {@code pytorch}, or {@code simulated}, which is for measuring the rest of the
 *     pipeline and not named to users
 * @param model a model file, or its stem: {@code models/yolo11n} finds {@code models/yolo11n.onnx},
 *     else {@code models/yolo11n.torchscript}
 * @param modelName name in routing keys and results, or null for the file's stem
 * @param maxBatch largest number of images in one run; 0 for 4, or 1 with a model that takes one at
 *     a time, or as many as a simulated one has run times for
 * @param threadsPerLane CPU threads that one run uses; one value for the whole process
 * @param tensorRt how a plan is built, where TensorRT is used
 */
public record EngineConfig(
    String engine,
    Path model,
    String modelName,
    int maxBatch,
    int threadsPerLane,
    TensorRtConfig tensorRt) {
  /** Batching buys nothing on a CPU and costs nothing either. */
  static final int USUAL_BATCH = 4;

  public EngineConfig {
    requireNonNull(engine, "engine");
    requireNonNull(model, "model");
    requireNonNull(tensorRt, "tensorRt");
    if (!List.of("auto", "tensorrt", "onnxruntime", "pytorch", "simulated").contains(engine)) {
      throw new IllegalArgumentException(
          "engine '" + engine + "' is not known; use auto, tensorrt, onnxruntime or pytorch");
    }
    if (modelName != null && modelName.isBlank()) {
      throw new IllegalArgumentException("modelName is blank");
    }
    if (maxBatch < 0) throw new IllegalArgumentException("maxBatch < 0: " + maxBatch);
    if (threadsPerLane < 1) {
      throw new IllegalArgumentException("threadsPerLane < 1: " + threadsPerLane);
    }
  }

  /** One thread per lane (the best throughput on a CPU), engine and name by the file. */
  public static EngineConfig of(Path model, int maxBatch) {
    return new EngineConfig("auto", model, null, maxBatch, 1, TensorRtConfig.DEFAULT);
  }

  /** The same with another engine. */
  public EngineConfig withEngine(String name) {
    return new EngineConfig(name, model, modelName, maxBatch, threadsPerLane, tensorRt);
  }

  /** ONNX Runtime on the same model, with batches as large as usual on a CPU. */
  EngineConfig onCpu() {
    return new EngineConfig("onnxruntime", model, modelName, 0, threadsPerLane, tensorRt);
  }

  /** What a plan is compared with: larger batches would only take time and gigabytes. */
  EngineConfig oneByOne() {
    return new EngineConfig(engine, model, modelName, 1, threadsPerLane, tensorRt);
  }

  /** The model's name: as configured, else the file's name without its ending. */
  public String name() {
    return modelName != null ? modelName : ModelFile.stem(model);
  }
}
