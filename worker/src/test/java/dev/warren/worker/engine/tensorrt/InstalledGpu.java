package dev.warren.worker.engine.tensorrt;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A {@link FakeGpu} where TensorRT finds it, for tests in other packages, until the close. */
public final class InstalledGpu implements AutoCloseable {
  /** CUDA's number of a device that no machine of ours has. */
  public static final int DEVICE = 4711;

  private final FakeGpu gpu = new FakeGpu(FakeGpu.H100);

  public InstalledGpu() {
    TensorRt.GPUS.put(DEVICE, gpu);
  }

  public TensorRtConfig config(Path planCache) {
    return new TensorRtConfig(DEVICE, Precision.FP16, 3, null, null, planCache);
  }

  /** Builds wait for {@code latch} from now on. */
  public void holdBuilds(CountDownLatch latch) {
    gpu.mayBuild = latch;
  }

  /** Nothing works on it from now on. */
  public void lose() {
    gpu.lost = true;
  }

  public int builds() {
    return gpu.builds.size();
  }

  @Override
  public void close() {
    TensorRt.GPUS.remove(DEVICE);
  }
}
