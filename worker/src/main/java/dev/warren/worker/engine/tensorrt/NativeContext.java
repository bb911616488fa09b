package dev.warren.worker.engine.tensorrt;

import org.bytedeco.tensorrt.nvinfer.IExecutionContext;

/** TensorRT's execution context, fixed to one batch size. Its memory belongs to others. */
final class NativeContext implements Gpu.Context {
  private IExecutionContext context;

  NativeContext(IExecutionContext context) {
    this.context = context;
  }

  IExecutionContext context() {
    if (context == null) throw new IllegalStateException("context is closed");
    return context;
  }

  /** Frees nothing: see {@link NativeGpu}. */
  @Override
  public void close() {
    context = null;
  }
}
