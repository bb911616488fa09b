package dev.warren.worker.engine.tensorrt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Pinned memory: the only kind that is copied while the processor does other things. */
final class NativeHostMemory extends CudaHandle<Pointer> implements Gpu.HostMemory {
  private final ByteBuffer bytes;

  private NativeHostMemory(NativeGpu gpu, Pointer start, long bytes) {
    super(gpu, start, cudart::cudaFreeHost, "cudaFreeHost");
    this.bytes =
        new BytePointer(start).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  static NativeHostMemory allocate(NativeGpu gpu, long bytes) throws GpuException {
    if (bytes < 1 || bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("bytes not in 1 to 2 GB of a Java buffer: " + bytes);
    }
    Pointer start = new Pointer();
    gpu.calls()
        .check(
            cudart.cudaHostAlloc(start, bytes, cudart.cudaHostAllocDefault),
            "cudaHostAlloc",
            bytes);
    return new NativeHostMemory(gpu, start, bytes);
  }

  @Override
  public ByteBuffer bytes() {
    return bytes;
  }
}
