package dev.warren.worker.engine.simulated;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
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
  private final SimulatedModel model;
  private final SimulatedDevice device;
  private final SimulatedHead head;
  private volatile boolean closed;

  private SimulatedEngine(ModelSpec spec, SimulatedModel model) {
    this.spec = spec;
    this.model = model;
    device = new SimulatedDevice(System::nanoTime, model.jitter());
    head = new SimulatedHead(model, spec.maxBatch());
  }

  /**
   * @param maxBatch 0 for the largest batch that the file has a time for
   * @throws ModelException naming the file, what is wrong with it, the rule and the value
   */
  public static SimulatedEngine load(ModelFile file, int maxBatch) {
    SimulatedModel model = SimulatedFile.read(file.path());
    int largest = model.maxBatch();
    if (maxBatch > largest) {
      throw new ModelException(
          "%s: run_ms has no time for batches of %d, only up to %d"
              .formatted(file.path(), maxBatch, largest));
    }
    int batch = maxBatch == 0 ? largest : maxBatch;
    long inputBytes = 3L * model.inputWidth() * model.inputHeight();
    long bytes = batch * Math.max(inputBytes, SimulatedHead.bytes(model));
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
    return new SimulatedLane();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Pixels that nobody looks at, and the wait for the device. */
  private final class SimulatedLane implements Lane {
    private final ByteBuffer input =
        ByteBuffer.allocateDirect(Math.multiplyExact(spec.imageBytes(), spec.maxBatch()));
    private boolean isClosed;

    @Override
    public synchronized ByteBuffer input() {
      ensureOpen();
      return input;
    }

    @Override
    public synchronized RawOutput run(int count) {
      ensureOpen();
      spec.requireCount(count);
      waitUntil(device.book(model.nanos(count)));
      return head.output(count);
    }

    @Override
    public synchronized void close() {
      isClosed = true;
    }

    /** As a run on a device does, it takes its time whoever interrupts. */
    private static void waitUntil(long endNanos) {
      boolean interrupted = false;
      for (long left; (left = endNanos - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
        interrupted |= Thread.interrupted(); // or parking would return at once from now on
      }
      if (interrupted) Thread.currentThread().interrupt();
    }

    private void ensureOpen() {
      if (isClosed) throw new IllegalStateException("lane is closed");
    }
  }
}
