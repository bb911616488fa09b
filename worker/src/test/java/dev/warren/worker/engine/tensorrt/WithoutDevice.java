package dev.warren.worker.engine.tensorrt;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.INoCopy;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.bytedeco.tensorrt.nvinfer.ITimingCache;

/** What {@link StandInDriverTest} runs in a process of its own: prints a line for each step. */
final class WithoutDevice {
  private WithoutDevice() {}

  public static void main(String[] args) throws ReflectiveOperationException {
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
            "GPU 0",
            CudaTexts::of,
            () -> cudart.cudaSuccess,
            TensorRtLog.theOne().messages()::takeErrors);
    try {
      calls.made(nvinfer.createInferRuntime(TensorRtLog.theOne()), "createInferRuntime");
    } catch (GpuException e) {
      System.out.println("runtime: " + e.getMessage());
    }
    INoCopy[] objects = {
      new IBuilder(),
      new INetworkDefinition(),
      new IBuilderConfig(),
      new ITimingCache(),
      new IHostMemory(),
      new IRuntime(),
      new ICudaEngine(),
      new IExecutionContext()
    };
    for (INoCopy object : objects) {
      object.deallocate(false); // these few have a deallocator, which must not delete them again
      NativeDelete.call(object);
      System.out.println("deleted: " + object.getClass().getSimpleName());
    }
    System.out.println("done");
  }
}
