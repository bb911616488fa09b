package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.lifecycle.Closer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream with its own buffers, and for each rung of the ladder a context and the CUDA graph of
 * upload, run and download. All rungs share the buffers, for one runs at a time.
 */
final class TensorRtLane implements Lane {
  private static final Logger log = LoggerFactory.getLogger(TensorRtLane.class);

  private final TensorRtEngine engine;
  private final ModelSpec spec;
  private final Gpu.Tensor outputTensor;
  private final Closer closer = new Closer();
  private final Map<Integer, Rung> rungs = new HashMap<>();
  private Buffers buffers;
  private Gpu.Stream stream;
  private boolean closed;

  /** Host and device side of both ends, and what the network works in. */
  private record Buffers(
      Gpu.HostMemory input,
      Gpu.HostMemory output,
      Gpu.DeviceMemory deviceInput,
      Gpu.DeviceMemory deviceOutput,
      Gpu.DeviceMemory scratch) {}

  /**
   * One batch size.
   *
   * @param graph null where the network cannot be recorded
   */
  private record Rung(int batch, Gpu.Context context, Gpu.Graph graph) {}

  private TensorRtLane(TensorRtEngine engine, Gpu.Plan plan) {
    this.engine = engine;
    spec = engine.spec();
    outputTensor = plan.output();
  }

  /**
   * Allocates everything and runs every rung once, so that no frame pays for a first time.
   *
   * @throws ModelException when it does not fit on the device, or the plan does not run
   */
  static TensorRtLane open(TensorRtEngine engine) {
    Gpu.Plan plan = engine.plan().acquire();
    TensorRtLane lane = new TensorRtLane(engine, plan);
    try {
      lane.allocate(engine.gpu(), plan);
      lane.climb(plan);
      return lane;
    } catch (GpuException e) {
      ModelException failure =
          new ModelException(
              "%s: a lane for batches of %d does not open: %s; lower --max-batch or --lanes"
                  .formatted(lane.spec.name(), lane.spec.maxBatch(), e.getMessage()),
              e);
      lane.closeAfter(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      lane.closeAfter(e);
      throw e;
    }
  }

  private void allocate(Gpu gpu, Gpu.Plan plan) throws GpuException {
    long inputBytes = (long) spec.imageBytes() * spec.maxBatch();
    long outputBytes = outputBytes(spec.maxBatch());
    stream = closer.add(gpu.openStream());
    buffers =
        new Buffers(
            closer.add(gpu.allocateHost(inputBytes)),
            closer.add(gpu.allocateHost(outputBytes)),
            closer.add(gpu.allocate(inputBytes)),
            closer.add(gpu.allocate(outputBytes)),
            closer.add(gpu.allocate(Math.max(1, plan.scratchBytes()))));
    buffers.output().bytes().order(ByteOrder.nativeOrder());
  }

  private void climb(Gpu.Plan plan) throws GpuException {
    List<BuildRecipe.Profile> profiles = engine.ladder().profiles();
    for (int batch : engine.ladder().rungs()) {
      int profile = 0;
      while (profiles.get(profile).max() < batch) profile++;
      Gpu.Context context =
          closer.add(
              plan.openContext(
                  batch,
                  profile,
                  buffers.deviceInput(),
                  buffers.deviceOutput(),
                  buffers.scratch(),
                  stream));
      Rung plain = new Rung(batch, context, null);
      enqueue(plain);
      stream.synchronize(); // TensorRT puts off work until the first run of a shape
      rungs.put(batch, new Rung(batch, context, record(plain)));
    }
  }

  /** Null where something in the network cannot be recorded: then it is enqueued at every run. */
  private Gpu.Graph record(Rung rung) {
    try {
      Gpu.Graph graph = closer.add(stream.capture(() -> enqueue(rung)));
      stream.launch(graph);
      stream.synchronize();
      return graph;
    } catch (GpuException e) {
      log.warn("batches of {} run without a CUDA graph: {}", rung.batch(), e.getMessage());
      return null;
    }
  }

  private void enqueue(Rung rung) throws GpuException {
    int batch = rung.batch();
    stream.upload(buffers.input(), buffers.deviceInput(), (long) spec.imageBytes() * batch);
    stream.run(rung.context());
    stream.download(buffers.deviceOutput(), buffers.output(), outputBytes(batch));
  }

  private long outputBytes(int batch) {
    return Math.multiplyExact(outputTensor.elements() * Float.BYTES, (long) batch);
  }

  @Override
  public synchronized ByteBuffer input() {
    ensureOpen();
    return buffers.input().bytes();
  }

  @Override
  public synchronized RawOutput run(int count) throws EngineException {
    ensureOpen();
    spec.requireCount(count);
    Rung rung = rungs.get(engine.ladder().rung(count));
    engine.running().began();
    try {
      if (rung.graph() == null) enqueue(rung);
      else stream.launch(rung.graph());
      if (count == 1) engine.running().stayAwake(stream::isDone);
      stream.synchronize();
    } catch (GpuException e) {
      throw new EngineException(e.getMessage(), e);
    } finally {
      engine.running().ended();
    }
    long[] shape = outputTensor.shape().clone();
    shape[0] = count;
    ByteBuffer bytes = buffers.output().bytes();
    return new RawOutput(
        bytes
            .slice(0, Math.toIntExact(outputBytes(count)))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer(),
        shape);
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    try {
      closer.close();
    } finally {
      engine.plan().laneClosed();
    }
  }

  private void closeAfter(Throwable cause) {
    closed = true;
    closer.closeAfter(cause);
    engine.plan().laneClosed();
  }

  private void ensureOpen() {
    if (closed) throw new IllegalStateException("lane is closed");
  }
}
