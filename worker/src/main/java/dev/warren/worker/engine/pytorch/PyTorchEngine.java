package dev.warren.worker.engine.pytorch;

import ai.djl.Device;
import ai.djl.Model;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.OutputShape;
import dev.warren.worker.engine.RawOutput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;

/**
 * TorchScript on the CPU. The weights are shared by all lanes; libtorch runs one module from
 * several threads at once.
 */
public final class PyTorchEngine implements Engine {
  private final SharedModel model;
  private final ModelSpec spec;
  private final int threadsPerLane;

  private PyTorchEngine(SharedModel model, ModelSpec spec, int threadsPerLane) {
    this.model = model;
    this.spec = spec;
    this.threadsPerLane = threadsPerLane;
  }

  /**
   * Loads a TorchScript export and runs it once per batch size of 1, 2, 4, ... and {@code
   * maxBatch}.
   *
   * @throws ModelException naming the file, what is wrong with it and what to do
   */
  public static PyTorchEngine load(ModelFile file, int maxBatch, int threadsPerLane) {
    ModelMetadata metadata = TorchScriptFile.metadata(file.path());
    PyTorch.start(threadsPerLane);
    SharedModel model = new SharedModel(open(file));
    try {
      // The head is known after a first run; until then any will do.
      ModelSpec first = spec(file, metadata, Head.DETECT, 1);
      Head head;
      try (Lane lane = new PyTorchLane(model, first)) {
        long[] shape = run(lane, 1, file, metadata).shape();
        head = OutputShape.head(file.path(), shape, 1, metadata.classNames().size());
      }
      ModelSpec spec = spec(file, metadata, head, maxBatch);
      warmUp(model, spec, file, metadata);
      return new PyTorchEngine(model, spec, threadsPerLane);
    } catch (RuntimeException | Error e) {
      model.release();
      throw e;
    }
  }

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  /** As many lanes as the cores can feed: batching buys nothing on a CPU, lanes do. */
  @Override
  public int suggestedLanes() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / threadsPerLane);
  }

  @Override
  public Lane openLane() {
    if (model.isReleased()) throw new IllegalStateException("engine is closed");
    return new PyTorchLane(model, spec);
  }

  @Override
  public void close() {
    model.release();
  }

  private static Model open(ModelFile file) {
    Model model = Model.newInstance(file.name(), Device.cpu(), "PyTorch");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()), 1 << 16)) {
      model.load(in);
      // DJL makes an empty folder for the stream and leaves it behind when the process is stopped.
      Files.deleteIfExists(model.getModelPath());
      return model;
    } catch (IOException | ai.djl.MalformedModelException | RuntimeException e) {
      model.close();
      throw new ModelException(
          "%s: PyTorch cannot load it: %s; %s"
              .formatted(file.path(), PyTorch.rootLine(e), ModelFile.exportAdvice(file.path())),
          e);
    }
  }

  private static void warmUp(
      SharedModel model, ModelSpec spec, ModelFile file, ModelMetadata metadata) {
    int classes = metadata.classNames().size();
    try (Lane lane = new PyTorchLane(model, spec)) {
      for (int count = 2; count < spec.maxBatch() * 2; count *= 2) {
        int size = Math.min(count, spec.maxBatch());
        long[] shape = run(lane, size, file, metadata).shape();
        if (OutputShape.head(file.path(), shape, size, classes) != spec.head()) {
          throw new ModelException(
              "%s: output %s for %d images has another layout than for one"
                  .formatted(file.path(), Arrays.toString(shape), size));
        }
      }
    }
  }

  private static RawOutput run(Lane lane, int count, ModelFile file, ModelMetadata metadata) {
    try {
      return lane.run(count);
    } catch (EngineException e) {
      String advice =
          count > 1
              ? "use --max-batch 1, or export with dynamic=True"
              : ModelFile.exportAdvice(file.path());
      throw new ModelException(
          "%s: does not run on %d image(s) of %dx%d, the imgsz in its metadata: %s; %s"
              .formatted(
                  file.path(),
                  count,
                  metadata.inputWidth(),
                  metadata.inputHeight(),
                  e.getMessage(),
                  advice),
          e);
    }
  }

  private static ModelSpec spec(ModelFile file, ModelMetadata metadata, Head head, int maxBatch) {
    return new ModelSpec(
        file.name(),
        file.version(),
        metadata.inputWidth(),
        metadata.inputHeight(),
        metadata.classNames(),
        head,
        maxBatch);
  }
}
