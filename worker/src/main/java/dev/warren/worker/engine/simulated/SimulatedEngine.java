package dev.warren.worker.engine.simulated;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that takes the time that a file says, and finds the same boxes in every image: a GPU's
 * pace for the rest of the pipeline, on a machine without one.
 */
public final class SimulatedEngine implements Engine {
  public static final String NAME = "simulated";

  private static final Logger log = LoggerFactory.getLogger(SimulatedEngine.class);

  /** Of the input of one lane, and of the output. */
  private static final long MAX_BUFFER = 1 << 30;

  /** One lane runs while the other one is filled or read. */
  private static final int LANES = 2;

  private final ModelSpec spec;
  private final StairTimes times;
  private final SimulatedDevice device;
  private final SimulatedHead head;
  private volatile boolean closed;

  private SimulatedEngine(ModelSpec spec, SimulatedModel model) {
    this.spec = spec;
    times = model.runTimes();
    device = new SimulatedDevice(System::nanoTime, model.jitter());
    head = new SimulatedHead(model, spec.maxBatch());
  }

  /**
   * Loads a {@code .simulated} file.
   *
   * @param maxBatch 0 for the largest batch that the file has a time for
   * @throws ModelException naming the file, what is wrong with it, the rule and the value
   */
  public static SimulatedEngine load(ModelFile file, int maxBatch) {
    SimulatedModel model = SimulatedFile.read(file.path());
    int largest = model.runTimes().maxBatch();
    if (maxBatch > largest) {
      throw new ModelException(
          "%s: run_ms has no time for batches of %d, only up to %d"
              .formatted(file.path(), maxBatch, largest));
    }
    int batch = maxBatch == 0 ? largest : maxBatch;
    long bytes = batch * Math.max(model.inputBytes(), SimulatedHead.bytes(model));
    if (bytes > MAX_BUFFER) {
      throw new ModelException(
          "%s: batches of %d take a buffer of %d bytes, limit %d; lower --max-batch"
              .formatted(file.path(), batch, bytes, MAX_BUFFER));
    }
    log.warn("{}: detections are made up and run times taken from the file", file.path());
    ModelSpec spec =
        new ModelSpec(
            file.name(),
            file.version(),
            model.inputWidth(),
            model.inputHeight(),
            model.classNames(),
            Head.DETECT,
            batch);
    return new SimulatedEngine(spec, model);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** There is no runtime inside. */
  @Override
  public String version() {
    return "none";
  }

  /** It computes nothing. */
  @Override
  public String precision() {
    return "none";
  }

  @Override
  public ModelSpec spec() {
    return spec;
  }

  @Override
  public int suggestedLanes() {
    return LANES;
  }

  @Override
  public boolean needsCores() {
    return false;
  }

  @Override
  public Lane openLane() {
    if (closed) throw new IllegalStateException("engine is closed");
    return new SimulatedLane(spec, times, device, head);
  }

  @Override
  public void close() {
    closed = true;
  }
}
