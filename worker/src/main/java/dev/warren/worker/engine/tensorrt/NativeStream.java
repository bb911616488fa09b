package dev.warren.worker.engine.tensorrt;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;

/** A CUDA stream that waits for no other. The calls of a run allocate nothing. */
final class NativeStream extends CudaHandle<CUstream_st> implements Gpu.Stream {
  private final CudaCalls calls;

  private NativeStream(NativeGpu gpu, CUstream_st stream) {
    super(gpu, stream, cudart::cudaStreamDestroy, "cudaStreamDestroy");
    this.calls = gpu.calls();
  }

  static NativeStream open(NativeGpu gpu) throws GpuException {
    CUstream_st stream = new CUstream_st();
    gpu.calls()
        .check(
            cudart.cudaStreamCreateWithFlags(stream, cudart.cudaStreamNonBlocking),
            "cudaStreamCreateWithFlags");
    return new NativeStream(gpu, stream);
  }

  /** Ready to be launched. */
  private static final class NativeGraph extends CudaHandle<CUgraphExec_st> implements Gpu.Graph {
    NativeGraph(NativeGpu gpu, CUgraphExec_st runnable) {
      super(gpu, runnable, cudart::cudaGraphExecDestroy, "cudaGraphExecDestroy");
    }
  }

  @Override
  public void upload(Gpu.HostMemory from, Gpu.DeviceMemory to, long bytes) throws GpuException {
    requireWithin(bytes, from.bytes().capacity(), to.size());
    gpu.enter();
    calls.check(
        cudart.cudaMemcpyAsync(
            ((NativeDeviceMemory) to).pointer(),
            ((NativeHostMemory) from).pointer(),
            bytes,
            cudart.cudaMemcpyHostToDevice,
            pointer()),
        "cudaMemcpyAsync to the device",
        bytes);
  }

  @Override
  public void download(Gpu.DeviceMemory from, Gpu.HostMemory to, long bytes) throws GpuException {
    requireWithin(bytes, from.size(), to.bytes().capacity());
    gpu.enter();
    calls.check(
        cudart.cudaMemcpyAsync(
            ((NativeHostMemory) to).pointer(),
            ((NativeDeviceMemory) from).pointer(),
            bytes,
            cudart.cudaMemcpyDeviceToHost,
            pointer()),
        "cudaMemcpyAsync from the device",
        bytes);
  }

  @Override
  public void run(Gpu.Context context) throws GpuException {
    gpu.enter();
    calls.check(((NativePlan.NativeContext) context).context().enqueueV3(pointer()), "enqueueV3");
  }

  @Override
  public boolean isDone() throws GpuException {
    gpu.enter();
    if (cudart.cudaStreamQuery(pointer()) != cudart.cudaErrorNotReady) return true;
    cudart.cudaGetLastError(); // CUDA remembers it as an error, which it is not
    return false;
  }

  @Override
  public void synchronize() throws GpuException {
    gpu.enter();
    calls.check(cudart.cudaStreamSynchronize(pointer()), "cudaStreamSynchronize");
  }

  @Override
  public Gpu.Graph capture(Gpu.Work work) throws GpuException {
    gpu.enter();
    CUgraph_st graph = record(work);
    CUgraphExec_st runnable = new CUgraphExec_st();
    try {
      calls.check(cudart.cudaGraphInstantiate(runnable, graph, 0), "cudaGraphInstantiate");
    } finally {
      calls.closing(cudart.cudaGraphDestroy(graph), "cudaGraphDestroy");
    }
    return new NativeGraph(gpu, runnable);
  }

  private CUgraph_st record(Gpu.Work work) throws GpuException {
    CUgraph_st graph = new CUgraph_st();
    gpu.recordings().begin();
    try {
      // Of this thread alone: others may allocate or load meanwhile.
      calls.check(
          cudart.cudaStreamBeginCapture(pointer(), cudart.cudaStreamCaptureModeThreadLocal),
          "cudaStreamBeginCapture");
      try {
        work.enqueue();
      } catch (GpuException | RuntimeException | Error e) {
        abandon(graph);
        throw e;
      }
      calls.check(cudart.cudaStreamEndCapture(pointer(), graph), "cudaStreamEndCapture");
      return graph;
    } finally {
      gpu.recordings().end();
    }
  }

  /** Takes the stream out of the capture. What failed was thrown already. */
  private void abandon(CUgraph_st graph) {
    cudart.cudaStreamEndCapture(pointer(), graph);
    if (!graph.isNull()) cudart.cudaGraphDestroy(graph);
    cudart.cudaGetLastError(); // forgets the failed calls of this thread
  }

  @Override
  public void launch(Gpu.Graph graph) throws GpuException {
    gpu.enter();
    calls.check(
        cudart.cudaGraphLaunch(((NativeGraph) graph).pointer(), pointer()), "cudaGraphLaunch");
  }

  private static void requireWithin(long bytes, long from, long to) {
    if (bytes < 1 || bytes > from || bytes > to) {
      throw new IllegalArgumentException(
          "copy of %d bytes from %d to %d".formatted(bytes, from, to));
    }
  }
}
