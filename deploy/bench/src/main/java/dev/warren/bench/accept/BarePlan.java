package dev.warren.bench.accept;

import static org.bytedeco.tensorrt.global.nvinfer.createInferRuntime;

import dev.warren.bench.BenchException;
import java.lang.ref.Reference;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer.OptProfileSelector;
import org.bytedeco.tensorrt.global.nvinfer.TensorIOMode;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IRuntime;

/**
 * A plan and nothing of Warren: the limit that its lanes are measured by. The presets delete
 * nothing of TensorRT, so what is loaded here goes with the process.
 */
final class BarePlan implements AutoCloseable {
  private final TensorRtLog log;
  private final IRuntime runtime;
  private final ICudaEngine engine;
  private final String input;
  private final String output;

  private BarePlan(TensorRtLog log, IRuntime runtime, ICudaEngine engine) {
    this.log = log;
    this.runtime = runtime;
    this.engine = engine;
    input = tensor(engine, TensorIOMode.kINPUT);
    output = tensor(engine, TensorIOMode.kOUTPUT);
  }

  /**
   * @throws dev.warren.worker.engine.DeviceException when there is no device
   */
  static BarePlan load(byte[] plan) {
    Cuda.requireDevice();
    TensorRtLog log = new TensorRtLog();
    IRuntime runtime = Cuda.made(createInferRuntime(log), "createInferRuntime");
    try (BytePointer bytes = new BytePointer(plan.length)) {
      bytes.put(plan, 0, plan.length);
      ICudaEngine engine = runtime.deserializeCudaEngine(bytes, plan.length);
      return new BarePlan(log, runtime, Cuda.made(engine, "deserializeCudaEngine"));
    }
  }

  private static String tensor(ICudaEngine engine, TensorIOMode mode) {
    String found = null;
    for (int i = 0; i < engine.getNbIOTensors(); i++) {
      String name = engine.getIOTensorName(i);
      if (engine.getTensorIOMode(name).intern() != mode) continue;
      if (found != null) throw new BenchException("more than one " + mode + ": " + name);
      found = name;
    }
    if (found == null) throw new BenchException("no " + mode);
    return found;
  }

  /** Buffers, stream and graphs of one thread. */
  BareRunner open() {
    return new BareRunner(this);
  }

  ICudaEngine engine() {
    return engine;
  }

  String input() {
    return input;
  }

  String output() {
    return output;
  }

  int maxBatch() {
    int last = engine.getNbOptimizationProfiles() - 1;
    return (int) engine.getProfileShape(input, last, OptProfileSelector.kMAX).d(0);
  }

  /** The profile whose range holds this batch. */
  int profile(int batch) {
    for (int i = 0; i < engine.getNbOptimizationProfiles(); i++) {
      if (batch >= engine.getProfileShape(input, i, OptProfileSelector.kMIN).d(0)
          && batch <= engine.getProfileShape(input, i, OptProfileSelector.kMAX).d(0)) return i;
    }
    throw new BenchException("the plan has no profile for batch " + batch);
  }

  /** Of one image, in numbers. */
  long elements(String tensor) {
    Dims64 shape = engine.getTensorShape(tensor);
    long product = 1;
    for (int i = 1; i < shape.nbDims(); i++) product *= shape.d(i);
    return product;
  }

  @Override
  public void close() {
    // Reachable until here: the log must outlive all that was made with it.
    Reference.reachabilityFence(log);
    Reference.reachabilityFence(runtime);
  }
}
