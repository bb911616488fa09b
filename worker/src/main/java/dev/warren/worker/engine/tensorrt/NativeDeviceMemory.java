package dev.warren.worker.engine.tensorrt;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;

import org.bytedeco.javacpp.Pointer;

/** Memory of the device, aligned to at least 256 bytes, as TensorRT wants it. */
final class NativeDeviceMemory implements Gpu.DeviceMemory {
  private final NativeGpu gpu;
  private final long size;
  private Pointer start;

  private NativeDeviceMemory(NativeGpu gpu, Pointer start, long size) {
    this.gpu = gpu;
    this.start = start;
    this.size = size;
  }

  static NativeDeviceMemory allocate(NativeGpu gpu, long bytes) throws GpuException {
    if (bytes < 0) throw new IllegalArgumentException("bytes < 0: " + bytes);
    Pointer start = new Pointer();
    // A plan may need no scratch at all; an address is wanted anyhow.
    gpu.calls().check(cudaMalloc(start, Math.max(1, bytes)), "cudaMalloc", bytes);
    return new NativeDeviceMemory(gpu, start, bytes);
  }

  @Override
  public long size() {
    return size;
  }

  Pointer start() {
    if (start == null) throw new IllegalStateException("device memory is closed");
    return start;
  }

  @Override
  public void close() {
    if (start == null) return;
    gpu.enterToClose();
    gpu.calls().closing(cudaFree(start), "cudaFree");
    start = null;
  }
}
