package dev.warren.worker.engine.tensorrt;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Pointer;

/** Memory of the device, aligned to at least 256 bytes, as TensorRT wants it. */
final class NativeDeviceMemory extends CudaHandle<Pointer> implements Gpu.DeviceMemory {
  private final long size;

  private NativeDeviceMemory(NativeGpu gpu, Pointer start, long size) {
    super(gpu, start, cudart::cudaFree, "cudaFree");
    this.size = size;
  }

  static NativeDeviceMemory allocate(NativeGpu gpu, long bytes) throws GpuException {
    if (bytes < 0) throw new IllegalArgumentException("bytes < 0: " + bytes);
    Pointer start = new Pointer();
    // A plan may need no scratch at all; an address is wanted anyhow.
    gpu.calls().check(cudart.cudaMalloc(start, Math.max(1, bytes)), "cudaMalloc", bytes);
    return new NativeDeviceMemory(gpu, start, bytes);
  }

  @Override
  public long size() {
    return size;
  }
}
