package dev.warren.worker.engine.tensorrt;

import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Pinned memory: the only kind that is copied while the processor does other things. */
final class NativeHostMemory implements Gpu.HostMemory {
  private final NativeGpu gpu;
  private final ByteBuffer bytes;
  private Pointer start;

  private NativeHostMemory(NativeGpu gpu, Pointer start, long bytes) {
    this.gpu = gpu;
    this.start = start;
    this.bytes =
        new BytePointer(start).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  static NativeHostMemory allocate(NativeGpu gpu, long bytes) throws GpuException {
    if (bytes < 1 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("bytes not in 1 to 2 GB of a Java buffer: " + bytes);
    }
    Pointer start = new Pointer();
    gpu.calls().check(cudaHostAlloc(start, bytes, cudaHostAllocDefault), "cudaHostAlloc", bytes);
    return new NativeHostMemory(gpu, start, bytes);
  }

  @Override
  public ByteBuffer bytes() {
    return bytes;
  }

  Pointer start() {
    if (start == null) throw new IllegalStateException("host memory is closed");
    return start;
  }

  @Override
  public void close() {
    if (start == null) return;
    gpu.enterToClose();
    gpu.calls().closing(cudaFreeHost(start), "cudaFreeHost");
    start = null;
  }
}
