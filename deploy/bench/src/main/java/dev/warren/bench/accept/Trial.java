package dev.warren.bench.accept;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.parity.ParityCheck;
import dev.warren.worker.parity.PictureFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is tried, and for how long.
 *
 * @param engine {@code tensorrt}, or another one to try the acceptance itself
 * @param images folder of pictures, or null for drawn ones
 * @param references folder of reference detections, or null to compare with ONNX Runtime
 * @param optimizationLevel of TensorRT's builder
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
    int optimizationLevel,
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
    return folder.resolve(
        "plans-%s-%s-%d-level-%d".formatted(stem, precision, maxBatch, optimizationLevel));
  }

  /**
   * A new folder for plans of one part. It has what earlier builds measured of kernels, so that
   * only the first one takes its full time.
   */
  Path freshPlans(String part) throws IOException {
    Path fresh = Files.createTempDirectory(folder, part + "-plans-");
    for (Path known : new Path[] {plans(), contractPlans()}) {
      if (!Files.isDirectory(known)) continue;
      try (Stream<Path> files = Files.list(known)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".timings")).toList()) {
          Files.copy(file, fresh.resolve(file.getFileName()), REPLACE_EXISTING);
        }
      }
    }
    return fresh;
  }

  /** Plans of the engine contract, whose batches are small. */
  Path contractPlans() {
    return folder.resolve("contract-plans");
  }

  Engine load() {
    return load(plans(), precision, maxBatch);
  }

  /** With plans kept elsewhere, in another precision, or for another batch. */
  Engine load(Path plans, Precision other, int batch) {
    // Whatever it finds, it is measured.
    PlanTools tools = new PlanTools(PictureFolder::open, PlanTools.NONE.check());
    return Engines.load(config(plans, other, batch), tools);
  }

  /** As a worker does: a new plan is tried against the CPU on the pictures. */
  Engine loadChecked(Path plans) {
    PlanTools.PlanCheck check = new ParityCheck(PictureFolder::open, images);
    return Engines.load(
        config(plans, precision, maxBatch), new PlanTools(PictureFolder::open, check));
  }

  private EngineConfig config(Path plans, Precision other, int batch) {
    Path calibration = other == Precision.INT8 ? images : null;
    TensorRtConfig tensorRt =
        new TensorRtConfig(0, other, optimizationLevel, calibration, images, plans);
    return new EngineConfig(engine, model, null, batch, 1, tensorRt);
  }

  /** The same model on the CPU, one image at a time. */
  Engine loadReference() {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return Engines.load(
        new EngineConfig("onnxruntime", model, null, 1, threads, TensorRtConfig.DEFAULT));
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
              precision.name().toLowerCase(Locale.ROOT),
              "--optimization-level",
              Integer.toString(optimizationLevel)));
      if (images != null) arguments.addAll(List.of("--canaries", images.toString()));
    }
    return arguments;
  }
}
