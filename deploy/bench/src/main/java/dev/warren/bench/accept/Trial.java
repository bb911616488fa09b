package dev.warren.bench.accept;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is tried, and for how long.
 *
 * @param engine {@code tensorrt}, or another one to try the acceptance itself
 * @param images folder of pictures, or null for drawn ones
 * @param references folder of reference detections, or null to compare with ONNX Runtime
 * @param soak how long memory is watched
 * @param measure length of each other measurement
 * @param amqp URI of a broker, or null for a private one
 * @param folder for logs, plans and pictures of all parts
 */
record Trial(
    String engine,
    Path model,
    Path images,
    Path references,
    Precision precision,
    int maxBatch,
    Duration soak,
    Duration measure,
    String amqp,
    Path folder) {
  static final String TENSORRT = "tensorrt";
  private static final List<Integer> SIZES = List.of(1, 4, 8, 16, 32, 64, 128);

  boolean isTensorRt() {
    return engine.equals(TENSORRT);
  }

  /** Plans that the parts share, so that only the first one builds. Never more than one plan. */
  Path plans() {
    String stem = model.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    return folder.resolve("plans-%s-%s-%d".formatted(stem, precision, maxBatch));
  }

  Engine load() {
    return load(plans(), precision);
  }

  /** With plans kept elsewhere, or in another precision. */
  Engine load(Path plans, Precision other) {
    TensorRtConfig tensorRt = new TensorRtConfig(0, other, null, null, plans);
    return Engines.load(new EngineConfig(engine, model, null, maxBatch, 1, tensorRt));
  }

  /** The same model on the CPU, one image at a time. */
  Engine loadReference() {
    return Engines.load(new EngineConfig("onnxruntime", model, null, 1, 1, TensorRtConfig.DEFAULT));
  }

  /** Rising; the largest is the model's own. */
  List<Integer> sizes(ModelSpec spec) {
    List<Integer> sizes = new ArrayList<>();
    for (int size : SIZES) {
      if (size < spec.maxBatch()) sizes.add(size);
    }
    sizes.add(spec.maxBatch());
    return sizes;
  }

  /** Options of a command that runs the same model on the same engine. */
  List<String> engineArguments(String engineName, Path plans) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--model",
                model.toString(),
                "--engine",
                engineName,
                "--max-batch",
                Integer.toString(maxBatch)));
    if (isTensorRt()) {
      arguments.addAll(
          List.of(
              "--plan-cache",
              plans.toString(),
              "--precision",
              precision.name().toLowerCase(Locale.ROOT)));
    }
    return arguments;
  }
}
