package dev.warren.worker.engine.tensorrt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer.ExecutionContextAllocationStrategy;
import org.bytedeco.tensorrt.global.nvinfer.TensorIOMode;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IRuntime;

/** TensorRT's engine. */
final class NativePlan implements Gpu.Plan {
  private final NativeGpu gpu;
  private final ICudaEngine engine;
  private final Gpu.Tensor input;
  private final Gpu.Tensor output;
  private final long scratchBytes;
  private boolean isClosed;

  private NativePlan(NativeGpu gpu, ICudaEngine engine) throws GpuException {
    this.gpu = gpu;
    this.engine = engine;
    List<Gpu.Tensor> inputs = new ArrayList<>();
    List<Gpu.Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < engine.getNbIOTensors(); i++) {
      String name = engine.getIOTensorName(i);
      boolean isInput = engine.getTensorIOMode(name).intern() == TensorIOMode.kINPUT;
      (isInput ? inputs : outputs).add(tensor(engine, name));
    }
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new GpuException(
          "plan with %d inputs and %d outputs; Warren runs those with one of each"
              .formatted(inputs.size(), outputs.size()));
    }
    this.input = inputs.get(0);
    this.output = outputs.get(0);
    requireFixedImage(input);
    requireFixedImage(output);
    this.scratchBytes = engine.getDeviceMemorySizeV2();
    if (scratchBytes < 0) {
      throw new GpuException("getDeviceMemorySizeV2 failed: " + scratchBytes);
    }
  }

  static NativePlan load(NativeGpu gpu, IRuntime runtime, byte[] plan) throws GpuException {
    try (BytePointer bytes = new BytePointer((long) plan.length)) {
      bytes.put(plan, 0, plan.length);
      ICudaEngine engine = runtime.deserializeCudaEngine(bytes, plan.length);
      return new NativePlan(gpu, gpu.calls().made(engine, "deserializeCudaEngine"));
    }
  }

  private static Gpu.Tensor tensor(ICudaEngine engine, String name) {
    try (Dims64 dims = engine.getTensorShape(name)) {
      String type = engine.getTensorDataType(name).intern().name().substring(1);
      return new Gpu.Tensor(name, Dims.toArray(dims), type);
    }
  }

  /** Only the batch may be open: the memory of a lane is allocated once. */
  private static void requireFixedImage(Gpu.Tensor tensor) throws GpuException {
    long[] shape = tensor.shape();
    if (shape.length < 2 || Arrays.stream(shape, 1, shape.length).anyMatch(size -> size < 1)) {
      throw new GpuException(
          "plan whose %s has shape %s; only the first size may be open"
              .formatted(tensor.name(), Arrays.toString(shape)));
    }
  }

  @Override
  public Gpu.Tensor input() {
    return input;
  }

  @Override
  public Gpu.Tensor output() {
    return output;
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  /** One at a time: TensorRT promises no more for making contexts. */
  @Override
  public synchronized Gpu.Context openContext(
      int batch,
      int profile,
      Gpu.DeviceMemory inputMemory,
      Gpu.DeviceMemory outputMemory,
      Gpu.DeviceMemory scratch,
      Gpu.Stream stream)
      throws GpuException {
    if (isClosed) throw new IllegalStateException("plan is closed");
    requireRoom(input, batch, inputMemory);
    requireRoom(output, batch, outputMemory);
    if (scratch.size() < scratchBytes) {
      throw new IllegalArgumentException(
          "scratch of %d bytes, the plan needs %d".formatted(scratch.size(), scratchBytes));
    }
    gpu.enter();
    CudaCalls calls = gpu.calls();
    IExecutionContext context =
        calls.made(
            engine.createExecutionContext(ExecutionContextAllocationStrategy.kUSER_MANAGED),
            "createExecutionContext");
    context.setDeviceMemoryV2(((NativeDeviceMemory) scratch).pointer(), scratch.size());
    // A new one has profile 0.
    if (context.getOptimizationProfile() != profile) {
      calls.check(
          context.setOptimizationProfileAsync(profile, ((NativeStream) stream).pointer()),
          "setOptimizationProfileAsync");
    }
    setShape(context, batch);
    setAddress(context, input, inputMemory);
    setAddress(context, output, outputMemory);
    return new NativeContext(context);
  }

  private void setShape(IExecutionContext context, int batch) throws GpuException {
    long[] shape = input.shape().clone();
    if (shape[0] == batch) return; // static: there is nothing to choose
    if (shape[0] != -1) {
      throw new IllegalArgumentException("plan for batch " + shape[0] + ", not " + batch);
    }
    shape[0] = batch;
    try (Dims64 dims = Dims.of(shape)) {
      gpu.calls().check(context.setInputShape(input.name(), dims), "setInputShape");
    }
  }

  private void setAddress(IExecutionContext context, Gpu.Tensor tensor, Gpu.DeviceMemory memory)
      throws GpuException {
    gpu.calls()
        .check(
            context.setTensorAddress(tensor.name(), ((NativeDeviceMemory) memory).pointer()),
            "setTensorAddress");
  }

  /** What is too small would be overrun on the device, which ends its use in this process. */
  private static void requireRoom(Gpu.Tensor tensor, int batch, Gpu.DeviceMemory memory) {
    long needed = Math.multiplyExact(batch * tensor.elements(), bytesOf(tensor.type()));
    if (memory.size() < needed) {
      throw new IllegalArgumentException(
          "memory of %d bytes for %s %s, batch %d needs %d"
              .formatted(
                  memory.size(), tensor.name(), Arrays.toString(tensor.shape()), batch, needed));
    }
  }

  private static int bytesOf(String type) {
    return switch (type) {
      case "UINT8", "INT8", "BOOL" -> 1;
      case "HALF", "BF16" -> 2;
      case "FLOAT", "INT32" -> 4;
      case "INT64" -> 8;
      default -> throw new IllegalArgumentException("tensor of type " + type);
    };
  }

  /** Frees nothing: see {@link NativeGpu}. */
  @Override
  public synchronized void close() {
    isClosed = true;
  }

  /** TensorRT's execution context, fixed to one batch size. Its memory belongs to others. */
  static final class NativeContext implements Gpu.Context {
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
}
