package dev.warren.worker.engine.tensorrt;

import static org.bytedeco.cuda.global.cudart.cudaErrorNotReady;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudart.cudaGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cudaGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cudaGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamCaptureModeThreadLocal;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamEndCapture;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamQuery;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/** A CUDA stream that waits for no other. The calls of a run allocate nothing. */
final class NativeStream implements Gpu.Stream {
  private final NativeGpu gpu;
  private final CudaCalls calls;
  private CUstream_st stream;

  private NativeStream(NativeGpu gpu, CUstream_st stream) {
    this.gpu = gpu;
    this.calls = gpu.calls();
    this.stream = stream;
  }

  static NativeStream open(NativeGpu gpu) throws GpuException {
    CUstream_st stream = new CUstream_st();
    gpu.calls()
        .check(
            cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
    return new NativeStream(gpu, stream);
  }

  CUstream_st stream() {
    if (stream == null) throw new IllegalStateException("stream is closed");
    return stream;
  }

  @Override
  public void upload(Gpu.HostMemory from, Gpu.DeviceMemory to, long bytes) throws GpuException {
    requireWithin(bytes, from.bytes().capacity(), to.size());
    gpu.enter();
    calls.check(
        cudaMemcpyAsync(
            ((NativeDeviceMemory) to).start(),
            ((NativeHostMemory) from).start(),
            bytes,
            cudaMemcpyHostToDevice,
            stream()),
        "cudaMemcpyAsync to the device",
        bytes);
  }

  @Override
  public void download(Gpu.DeviceMemory from, Gpu.HostMemory to, long bytes) throws GpuException {
    requireWithin(bytes, from.size(), to.bytes().capacity());
    gpu.enter();
    calls.check(
        cudaMemcpyAsync(
            ((NativeHostMemory) to).start(),
            ((NativeDeviceMemory) from).start(),
            bytes,
            cudaMemcpyDeviceToHost,
            stream()),
        "cudaMemcpyAsync from the device",
        bytes);
  }

  @Override
  public void run(Gpu.Context context) throws GpuException {
    gpu.enter();
    calls.check(((NativeContext) context).context().enqueueV3(stream()), "enqueueV3");
  }

  @Override
  public boolean isDone() throws GpuException {
    gpu.enter();
    if (cudaStreamQuery(stream()) != cudaErrorNotReady) return true;
    cudaGetLastError(); // CUDA remembers it as an error, which it is not
    return false;
  }

  @Override
  public void synchronize() throws GpuException {
    gpu.enter();
    calls.check(cudaStreamSynchronize(stream()), "cudaStreamSynchronize");
  }

  @Override
  public Gpu.Graph capture(Gpu.Work work) throws GpuException {
    gpu.enter();
    CUgraph_st graph = record(work);
    CUgraphExec_st runnable = new CUgraphExec_st();
    try {
      calls.check(cudaGraphInstantiate(runnable, graph, 0), "cudaGraphInstantiate");
    } finally {
      calls.closing(cudaGraphDestroy(graph), "cudaGraphDestroy");
    }
    return new NativeGraph(gpu, runnable);
  }

  private CUgraph_st record(Gpu.Work work) throws GpuException {
    CUgraph_st graph = new CUgraph_st();
    gpu.recordings().begin();
    try {
      // Of this thread alone: others may allocate or load meanwhile.
      calls.check(
          cudaStreamBeginCapture(stream(), cudaStreamCaptureModeThreadLocal),
          "cudaStreamBeginCapture");
      try {
        work.enqueue();
      } catch (GpuException | RuntimeException | Error e) {
        abandon(graph);
        throw e;
      }
      calls.check(cudaStreamEndCapture(stream(), graph), "cudaStreamEndCapture");
      return graph;
    } finally {
      gpu.recordings().end();
    }
  }

  /** Takes the stream out of the capture. What failed was thrown already. */
  private void abandon(CUgraph_st graph) {
    cudaStreamEndCapture(stream, graph);
    if (!graph.isNull()) cudaGraphDestroy(graph);
    cudaGetLastError(); // forgets the failed calls of this thread
  }

  @Override
  public void launch(Gpu.Graph graph) throws GpuException {
    gpu.enter();
    calls.check(cudaGraphLaunch(((NativeGraph) graph).runnable(), stream()), "cudaGraphLaunch");
  }

  private static void requireWithin(long bytes, long from, long to) {
    if (bytes < 1 || bytes > from || bytes > to) {
      throw new IllegalArgumentException(
          "copy of %d bytes from %d to %d".formatted(bytes, from, to));
    }
  }

  @Override
  public void close() {
    if (stream == null) return;
    gpu.enterToClose();
    calls.closing(cudaStreamDestroy(stream), "cudaStreamDestroy");
    stream = null;
  }
}
