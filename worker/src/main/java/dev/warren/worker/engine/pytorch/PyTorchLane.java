package dev.warren.worker.engine.pytorch;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;

/**
 * One thread's buffers. The float planes are handed to libtorch, and its result to the caller,
 * without a copy; each run's tensors live in their own manager until the next run or close.
 */
final class PyTorchLane implements Lane {
  private final SharedModel shared;
  private final ModelSpec spec;
  private final Model model;
  private final ByteBuffer input;
  private final PixelPlanes planes;
  private NDManager lastRun;
  private boolean closed;

  PyTorchLane(SharedModel shared, ModelSpec spec) {
    this.shared = shared;
    this.spec = spec;
    input = ByteBuffer.allocateDirect(Math.multiplyExact(spec.imageBytes(), spec.maxBatch()));
    planes = new PixelPlanes(spec.inputWidth(), spec.inputHeight(), spec.maxBatch());
    model = shared.acquire(); // last: nothing after it can fail and leave the model acquired
  }

  @Override
  public synchronized ByteBuffer input() {
    ensureOpen();
    return input;
  }

  @Override
  public synchronized RawOutput run(int count) throws EngineException {
    ensureOpen();
    if (count < 1 || count > spec.maxBatch()) {
      throw new IllegalArgumentException("count not in 1.." + spec.maxBatch() + ": " + count);
    }
    freeLastRun();
    lastRun = model.getNDManager().newSubManager();
    try {
      Shape shape = new Shape(count, 3, spec.inputHeight(), spec.inputWidth());
      NDArray batch = lastRun.create(planes.convert(input, count), shape, DataType.FLOAT32);
      ParameterStore parameters = new ParameterStore(lastRun, false);
      NDList outputs = model.getBlock().forward(parameters, new NDList(batch), false);
      outputs.attach(lastRun);
      return view(outputs);
    } catch (RuntimeException e) {
      freeLastRun();
      throw new EngineException(PyTorch.rootLine(e), e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    freeLastRun();
    shared.laneClosed();
  }

  private static RawOutput view(NDList outputs) {
    if (outputs.isEmpty()) throw new IllegalStateException("the model returns no tensor");
    NDArray first = outputs.get(0);
    if (first.getDataType() != DataType.FLOAT32) {
      throw new IllegalStateException(
          "the model returns " + first.getDataType() + ", not float32; export without half=True");
    }
    return new RawOutput(
        first.toByteBuffer(true).asFloatBuffer(), first.getShape().getShape().clone());
  }

  private void freeLastRun() {
    if (lastRun != null) {
      lastRun.close();
      lastRun = null;
    }
  }

  private void ensureOpen() {
    if (closed) throw new IllegalStateException("lane is closed");
  }
}
