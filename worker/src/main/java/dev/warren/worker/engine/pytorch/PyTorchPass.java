package dev.warren.worker.engine.pytorch;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.warren.worker.engine.CpuNetwork;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;

/**
 * The float planes are handed to libtorch, and its result to the caller, without a copy; each run's
 * tensors live in their own manager until the next run or close.
 */
final class PyTorchPass implements CpuNetwork.Pass {
  private final Model model;
  private NDManager lastRun;

  PyTorchPass(Model model) {
    this.model = model;
  }

  @Override
  public RawOutput run(ByteBuffer planes, long[] shape) throws EngineException {
    close();
    lastRun = model.getNDManager().newSubManager();
    try {
      NDArray batch = lastRun.create(planes, new Shape(shape), DataType.FLOAT32);
      ParameterStore parameters = new ParameterStore(lastRun, false);
      NDList outputs = model.getBlock().forward(parameters, new NDList(batch), false);
      outputs.attach(lastRun);
      return view(outputs);
    } catch (RuntimeException e) {
      close();
      throw new EngineException(PyTorch.rootLine(e), e);
    }
  }

  /** Frees what the last run left. */
  @Override
  public void close() {
    if (lastRun != null) {
      lastRun.close();
      lastRun = null;
    }
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
}
