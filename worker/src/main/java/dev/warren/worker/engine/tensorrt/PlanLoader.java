package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.Sha256;
import dev.warren.worker.engine.onnx.Calibration;
import dev.warren.worker.engine.onnx.OnnxModel;
import dev.warren.worker.engine.onnx.PixelModel;
import dev.warren.worker.engine.onnx.Quantisation;
import dev.warren.worker.engine.onnxruntime.ActivationRanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From an ONNX file to an engine: the plan is taken from the cache, or built, tried against the
 * same model on the CPU, and kept.
 */
public final class PlanLoader {
  private static final Logger log = LoggerFactory.getLogger(PlanLoader.class);

  /** Fills a large GPU with a small model, and is answered in few milliseconds. */
  private static final int USUAL_BATCH = 16;

  /** Of one lane's input or output: what a buffer in Java can be. */
  private static final long MAX_BUFFER = Integer.MAX_VALUE;

  private static final long WORKSPACE_BYTES = 1L << 30;

  /**
   * Counts the ways in which Warren has changed models before a build, or told it to build them.
   */
  private static final int EDITS = 2;

  private final Gpu gpu;
  private final TensorRtConfig config;
  private final PlanCache cache;
  private final ModelFile file;
  private final OnnxModel model;
  private final ModelMetadata metadata;
  private final int maxBatch;
  private final BatchLadder ladder;
  private final PixelModel pixels;

  /**
   * @param maxBatch 0 for the usual one, or 1 where the model takes no more
   * @throws ModelException when the file is not what TensorRT can take
   */
  PlanLoader(Gpu gpu, TensorRtConfig config, ModelFile file, int maxBatch) {
    this.gpu = gpu;
    this.config = config;
    this.file = file;
    cache = new PlanCache(config.planCache(), false);
    model = OnnxModel.read(file.path());
    metadata = model.metadata();
    int usual = model.hasDynamicBatch() ? USUAL_BATCH : 1;
    this.maxBatch = maxBatch == 0 ? usual : maxBatch;
    model.requireBatch(this.maxBatch);
    file.requireBuffer(this.maxBatch, 3L * metadata.inputWidth() * metadata.inputHeight());
    if (model.isQuantised() && config.precision() != Precision.INT8) {
      throw new ModelException(quantised(file));
    }
    ladder = new BatchLadder(this.maxBatch);
    pixels = model.withPixelInput();
  }

  /**
   * Whether {@link #load} needs no build. Where it does, the pictures are looked at here: before
   * another engine serves meanwhile, and a build in the background fails.
   *
   * @throws ModelException naming a picture that cannot be used
   */
  public boolean isBuilt(PlanTools tools) {
    boolean isBuilt = cache.find(key(tools)).isPresent();
    if (!isBuilt) tools.check().require(metadata.inputWidth(), metadata.inputHeight());
    return isBuilt;
  }

  /**
   * Sees to it that the cache has the plan and that TensorRT takes it.
   *
   * @param again build it even if that is so; the old one stays until the new one is there
   * @return the plan's file
   * @throws ModelException as {@link #load}, and when the cache cannot keep it
   * @throws DeviceException as {@link #load}
   */
  public Path compile(PlanTools tools, Supplier<Engine> reference, boolean again) {
    cache.requireWritable();
    PlanCache strict = new PlanCache(config.planCache(), true);
    PlanKey key = key(tools);
    PlanCache.Builder builder = new Builder(tools, reference);
    engine(
            () ->
                again
                    ? open(strict.buildAgain(file.name(), key, builder))
                    : openOrBuild(strict, key, builder))
        .close();
    PlanUse.show(cache.file(key));
    return cache.file(key);
  }

  /**
   * Opens the engine; builds the plan first if it is not in the cache, which takes minutes.
   *
   * @param reference opens the same model on the CPU, to compare a new plan with
   * @throws ModelException when the plan must not be used
   * @throws DeviceException when the GPU is lost
   */
  public Engine load(PlanTools tools, Supplier<Engine> reference) {
    PlanKey key = key(tools);
    Engine engine = engine(() -> openOrBuild(cache, key, new Builder(tools, reference)));
    PlanUse.show(cache.file(key));
    return engine;
  }

  /** Something that opens an engine. */
  @FunctionalInterface
  private interface Opening {
    Engine open() throws GpuException;
  }

  private Engine engine(Opening opening) {
    try {
      return opening.open();
    } catch (GpuException e) {
      throw new ModelException(
          "%s: TensorRT cannot use it: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /** What a plan depends on is in its key as far as we know it; TensorRT may know better. */
  private Engine openOrBuild(PlanCache in, PlanKey key, PlanCache.Builder builder)
      throws GpuException {
    Optional<byte[]> found = in.find(key);
    if (found.isEmpty()) return open(in.findOrBuild(file.name(), key, builder));
    in.warnOfRisk();
    try {
      return open(found.get());
    } catch (GpuException e) {
      log.warn("the plan of {} is built again: {}", file.name(), e.getMessage());
      return open(in.replace(file.name(), key, found.get(), builder));
    }
  }

  static String quantised(ModelFile file) {
    return file.path() + ": is quantised; use --precision int8";
  }

  private PlanKey key(PlanTools tools) {
    String calibration = "";
    if (mustQuantise()) {
      try (PlanTools.Pictures pictures = pictures(tools)) {
        calibration = Calibration.digest(each(pictures, pictures::content));
      }
    }
    return PlanKey.of(Sha256.hex(model.bytes()), EDITS, calibration, recipe(pixels), gpu.info());
  }

  /** An export may bring its 8-bit numbers along. */
  private boolean mustQuantise() {
    return config.precision() == Precision.INT8 && !model.isQuantised();
  }

  private PlanTools.Pictures pictures(PlanTools tools) {
    if (config.calibration() == null) {
      throw new ModelException(
          "precision INT8 needs pictures like those of the cameras: give a folder with"
              + " --calibration");
    }
    return tools
        .pictures()
        .read(config.calibration(), metadata.inputWidth(), metadata.inputHeight());
  }

  private BuildRecipe recipe(PixelModel network) {
    return new BuildRecipe(
        network.input(),
        List.of((long) metadata.inputHeight(), (long) metadata.inputWidth(), 3L),
        config.precision(),
        config.optimizationLevel(),
        ladder.profiles(),
        WORKSPACE_BYTES);
  }

  private final class Builder implements PlanCache.Builder {
    private final PlanTools tools;
    private final Supplier<Engine> reference;

    Builder(PlanTools tools, Supplier<Engine> reference) {
      this.tools = tools;
      this.reference = reference;
    }

    @Override
    public byte[] build() throws GpuException {
      tools.check().require(metadata.inputWidth(), metadata.inputHeight());
      log.info(
          "building the plan of {} for {}, {}, batches up to {}: this takes minutes and up to 8 GB of memory",
          file.name(),
          gpu.info().name(),
          config.precision(),
          maxBatch);
      PixelModel network = mustQuantise() ? quantised(tools) : pixels;
      try (Progress progress =
          new Progress("building the plan of " + file.name(), Duration.ofMinutes(1))) {
        byte[] plan = gpu.build(network.onnx(), recipe(network), cache.timings(gpu.info()));
        log.info("plan of {} built in {} s", file.name(), progress.seconds());
        return plan;
      }
    }

    @Override
    public void check(byte[] plan) throws GpuException {
      try (Engine built = open(plan);
          Engine cpu = reference.get()) {
        tools.check().check(cpu, built, config.precision().name());
      }
    }
  }

  private PixelModel quantised(PlanTools tools) {
    try (PlanTools.Pictures pictures = pictures(tools)) {
      log.info("quantising {} by {} pictures", file.name(), pictures.count());
      Quantisation quantisation = Quantisation.of(model);
      int threads = Runtime.getRuntime().availableProcessors();
      Calibration calibration =
          ActivationRanges.measure(quantisation, each(pictures, pictures::input), threads);
      return quantisation.with(calibration).withPixelInput();
    }
  }

  private static <T> Iterable<T> each(PlanTools.Pictures pictures, IntFunction<T> part) {
    return () -> IntStream.range(0, pictures.count()).mapToObj(part).iterator();
  }

  private Engine open(byte[] bytes) throws GpuException {
    Gpu.Plan plan = gpu.load(bytes);
    try {
      return TensorRtEngine.start(gpu, plan, spec(plan), ladder, config.precision());
    } catch (RuntimeException e) {
      plan.close();
      throw e;
    }
  }

  private ModelSpec spec(Gpu.Plan plan) {
    long[] shape = plan.output().shape().clone();
    shape[0] = 1;
    Head head = Head.of(file.path(), shape, 1, metadata.classNames().size());
    if (plan.output().elements() * Float.BYTES * maxBatch > MAX_BUFFER) {
      throw new ModelException(
          "%s: batches of %d give an output of more than %d bytes; lower --max-batch"
              .formatted(file.path(), maxBatch, MAX_BUFFER));
    }
    return metadata.spec(file, head, maxBatch);
  }
}
