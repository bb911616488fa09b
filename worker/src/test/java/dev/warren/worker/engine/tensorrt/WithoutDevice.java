package dev.warren.worker.engine.tensorrt;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.global.nvinfer;

/** What {@link StandInDriverTest} runs in a process of its own: prints a line for each step. */
final class WithoutDevice {
  private WithoutDevice() {}

  public static void main(String[] args) {
    System.out.println("look: " + TensorRtPresence.of(0).line());
    NativeProbe probe = NativeProbe.OF_THIS_MACHINE;
    System.out.println("CUDA: " + probe.loadCuda());
    if (probe.loadCuda() != null) return;
    System.out.println("count: " + probe.countDevices().code());
    System.out.println("TensorRT: " + probe.loadTensorRt());
    if (probe.loadTensorRt() != null) return;
    System.out.println("version: " + nvinfer.getInferLibVersion());
    CudaCalls calls =
        new CudaCalls(
            "GPU 0", CudaErrors::text, () -> cudart.cudaSuccess, TensorRtLog.MESSAGES::takeErrors);
    try {
      calls.made(nvinfer.createInferRuntime(TensorRtLog.THE_ONE), "createInferRuntime");
    } catch (GpuException e) {
      System.out.println("runtime: " + e.getMessage());
    }
    System.out.println("done");
  }
}
