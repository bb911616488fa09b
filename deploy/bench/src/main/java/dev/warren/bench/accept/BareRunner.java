package dev.warren.bench.accept;

import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaFreeHost;
import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaHostAlloc;
import static org.bytedeco.cuda.global.cudart.cudaHostAllocDefault;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;

/**
 * One thread's use of a plan: copy in, run, copy out, recorded as one CUDA graph per batch size.
 */
final class BareRunner implements Runner {
  private final BarePlan plan;
  private final long inputBytes;
  private final long outputBytes;
  private final CUstream_st stream = new CUstream_st();
  private final Pointer hostInput = new Pointer();
  private final Pointer hostOutput = new Pointer();
  private final Pointer deviceInput = new Pointer();
  private final Pointer deviceOutput = new Pointer();
  private final Map<Integer, CUgraphExec_st> graphs = new HashMap<>();
  private final Map<Integer, IExecutionContext> contexts = new HashMap<>();

  BareRunner(BarePlan plan) {
    this.plan = plan;
    inputBytes = plan.elements(plan.input()); // uint8
    outputBytes = plan.elements(plan.output()) * Float.BYTES;
    long most = plan.maxBatch();
    Cuda.check(cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), "cudaStreamCreate");
    Cuda.check(cudaMalloc(deviceInput, most * inputBytes), "cudaMalloc");
    Cuda.check(cudaMalloc(deviceOutput, most * outputBytes), "cudaMalloc");
    Cuda.check(cudaHostAlloc(hostInput, most * inputBytes, cudaHostAllocDefault), "cudaHostAlloc");
    Cuda.check(
        cudaHostAlloc(hostOutput, most * outputBytes, cudaHostAllocDefault), "cudaHostAlloc");
    fillWithNoise(most * inputBytes);
  }

  /** The same as Warren's lanes get: constant input draws less power. */
  private void fillWithNoise(long bytes) {
    byte[] noise = new byte[Math.toIntExact(bytes)];
    new Random(7).nextBytes(noise);
    new BytePointer(hostInput).put(noise, 0, noise.length);
  }

  long inputBytes() {
    return inputBytes;
  }

  long outputBytes() {
    return outputBytes;
  }

  @Override
  public void run(int batch) {
    CUgraphExec_st graph = graphs.get(batch);
    if (graph == null) {
      graph = capture(batch);
      graphs.put(batch, graph);
    }
    Cuda.check(cudaGraphLaunch(graph, stream), "cudaGraphLaunch");
    synchronize();
  }

  private CUgraphExec_st capture(int batch) {
    enqueueAll(batch); // TensorRT allocates in the first run of a shape, which a graph cannot hold
    synchronize();
    CUgraph_st graph = new CUgraph_st();
    Cuda.check(
        cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "cudaStreamBeginCapture");
    enqueueAll(batch);
    Cuda.check(cudaStreamEndCapture(stream, graph), "cudaStreamEndCapture");
    CUgraphExec_st executable = new CUgraphExec_st();
    Cuda.check(cudaGraphInstantiate(executable, graph, 0), "cudaGraphInstantiate");
    Cuda.check(cudaGraphDestroy(graph), "cudaGraphDestroy");
    return executable;
  }

  private void enqueueAll(int batch) {
    upload(batch * inputBytes);
    enqueue(batch);
    download(batch * outputBytes);
  }

  /** Puts a copy of so many bytes to the device into the stream. */
  void upload(long bytes) {
    Cuda.check(
        cudaMemcpyAsync(deviceInput, hostInput, bytes, cudaMemcpyHostToDevice, stream), "upload");
  }

  /** Puts a copy of so many bytes from the device into the stream. */
  void download(long bytes) {
    Cuda.check(
        cudaMemcpyAsync(hostOutput, deviceOutput, bytes, cudaMemcpyDeviceToHost, stream),
        "download");
  }

  /** Puts a run, without its copies, into the stream. */
  void enqueue(int batch) {
    Cuda.check(contexts.computeIfAbsent(batch, this::context).enqueueV3(stream), "enqueueV3");
  }

  void synchronize() {
    Cuda.check(cudaStreamSynchronize(stream), "cudaStreamSynchronize");
  }

  private IExecutionContext context(int batch) {
    IExecutionContext context =
        Cuda.made(plan.engine().createExecutionContext(), "createExecutionContext");
    Cuda.check(
        context.setOptimizationProfileAsync(plan.profile(batch), stream),
        "setOptimizationProfileAsync");
    Dims64 shape = new Dims64(plan.engine().getTensorShape(plan.input()));
    shape.d(0, batch);
    Cuda.check(context.setInputShape(plan.input(), shape), "setInputShape");
    Cuda.check(context.setTensorAddress(plan.input(), deviceInput), "setTensorAddress");
    Cuda.check(context.setTensorAddress(plan.output(), deviceOutput), "setTensorAddress");
    synchronize();
    return context;
  }

  @Override
  public void close() {
    graphs.values().forEach(graph -> cudaGraphExecDestroy(graph));
    cudaFree(deviceInput);
    cudaFree(deviceOutput);
    cudaFreeHost(hostInput);
    cudaFreeHost(hostOutput);
    cudaStreamDestroy(stream);
  }
}
