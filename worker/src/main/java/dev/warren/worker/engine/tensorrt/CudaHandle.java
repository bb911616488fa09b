package dev.warren.worker.engine.tensorrt;

import java.util.function.ToIntFunction;
import org.bytedeco.javacpp.Pointer;

/** What CUDA has given, until the close gives it back. */
abstract class CudaHandle<P extends Pointer> implements AutoCloseable {
  final NativeGpu gpu;
  private final ToIntFunction<P> free;
  private final String call;
  private P pointer;

  /**
   * @param free gives it back and returns CUDA's status
   * @param call the name of {@code free}, for messages
   */
  CudaHandle(NativeGpu gpu, P pointer, ToIntFunction<P> free, String call) {
    this.gpu = gpu;
    this.pointer = pointer;
    this.free = free;
    this.call = call;
  }

  final P pointer() {
    if (pointer == null) throw new IllegalStateException(getClass().getSimpleName() + " is closed");
    return pointer;
  }

  @Override
  public final void close() {
    if (pointer == null) return;
    gpu.enterToClose();
    gpu.calls().closing(free.applyAsInt(pointer), call);
    pointer = null;
  }
}
