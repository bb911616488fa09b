package dev.warren.worker.engine.tensorrt;

import dev.warren.worker.engine.DeviceException;
import java.nio.file.Path;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A GPU by CUDA and TensorRT, through their JavaCPP presets. Thread-safe; open one in a process.
 *
 * <p>What CUDA gives (buffers, streams, graphs) is freed when it is closed. TensorRT's own objects
 * (a plan's weights, a context's state, a build's intermediate data) are not: the presets have no
 * delete for them. A worker opens one plan and, for each lane, one context per batch size. One that
 * builds its plan first opens it twice, the first time to try it, with one lane: for the life of
 * the process that is the plan's weights and one lane's contexts more, beside what the build has
 * left. So this is memory of constant size; a process that opened plans over and over would grow.
 */
final class NativeGpu implements Gpu {
  private static final Logger log = LoggerFactory.getLogger(NativeGpu.class);

  private final Info info;
  private final Recordings recordings = new Recordings();
  private final CudaCalls calls;
  private final TensorRtPresence presence;
  private IRuntime runtime;

  private NativeGpu(TensorRtPresence presence) {
    this.presence = presence;
    this.info = presence.info();
    this.calls =
        new CudaCalls(
            "GPU %d (%s)".formatted(info.index(), info.name()),
            CudaErrors::text,
            () -> recordings.ask(() -> cudart.cudaDeviceSynchronize()),
            TensorRtLog.MESSAGES::takeErrors);
  }

  /**
   * @param device CUDA's number
   * @throws DeviceException when TensorRT cannot be used on it; the message says what is missing
   */
  static NativeGpu open(int device) {
    TensorRtPresence presence = TensorRtPresence.of(device);
    if (!presence.isUsable()) {
      throw new DeviceException("TensorRT cannot be used here: " + presence.line());
    }
    NativeGpu gpu = new NativeGpu(presence);
    try {
      gpu.enter();
    } catch (GpuException e) {
      throw new DeviceException("TensorRT cannot be used here: " + e.getMessage(), e);
    }
    gpu.waitBy(cudart.cudaDeviceScheduleBlockingSync);
    return gpu;
  }

  /**
   * How threads of this process wait for the device. A lane sleeps: its core decodes frames
   * meanwhile. A build stays awake as far as we can say: it waits for single kernels, many thousand
   * times. TensorRT's own events sleep all the same.
   */
  private void waitBy(int flag) {
    try {
      calls.check(cudart.cudaSetDeviceFlags(flag), "cudaSetDeviceFlags");
    } catch (GpuException e) {
      // Some versions take flags only before the device is in use; all runs without them.
      log.info("the way of waiting for the device stays as it is: {}", e.getMessage());
    }
  }

  CudaCalls calls() {
    return calls;
  }

  Recordings recordings() {
    return recordings;
  }

  /** CUDA keeps the current device for each thread: every call from outside begins with this. */
  void enter() throws GpuException {
    calls.check(cudart.cudaSetDevice(info.index()), "cudaSetDevice");
  }

  /** As {@link #enter}, for what frees something. */
  void enterToClose() {
    calls.closing(cudart.cudaSetDevice(info.index()), "cudaSetDevice");
  }

  @Override
  public Info info() {
    return info;
  }

  @Override
  public byte[] build(byte[] onnx, BuildRecipe recipe, Path timings) throws GpuException {
    if (!presence.canBuild()) {
      // 10.6 would end the process.
      throw new GpuException(
          presence.findings().stream()
              .filter(f -> f.part() == TensorRtPresence.Part.BUILDER)
              .map(TensorRtPresence.Finding::line)
              .findFirst()
              .orElseThrow());
    }
    synchronized (PlanBuilder.class) {
      enter();
      TensorRtLog.MESSAGES.takeErrors(); // of what came before
      waitBy(cudart.cudaDeviceScheduleSpin);
      try {
        return new PlanBuilder(calls, info).build(onnx, recipe, new TimingCacheFile(timings, info));
      } finally {
        waitBy(cudart.cudaDeviceScheduleBlockingSync);
      }
    }
  }

  @Override
  public Plan load(byte[] plan) throws GpuException {
    enter();
    TensorRtLog.MESSAGES.takeErrors(); // of what came before
    return NativePlan.load(this, runtime(), plan);
  }

  /** One for all plans, which must not outlive it. */
  private synchronized IRuntime runtime() throws GpuException {
    if (runtime == null) {
      runtime = calls.made(nvinfer.createInferRuntime(TensorRtLog.THE_ONE), "createInferRuntime");
    }
    return runtime;
  }

  @Override
  public HostMemory allocateHost(long bytes) throws GpuException {
    enter();
    return NativeHostMemory.allocate(this, bytes);
  }

  @Override
  public DeviceMemory allocate(long bytes) throws GpuException {
    enter();
    return NativeDeviceMemory.allocate(this, bytes);
  }

  @Override
  public Stream openStream() throws GpuException {
    enter();
    return NativeStream.open(this);
  }
}
