package dev.warren.worker.engine.tensorrt;

import static org.bytedeco.cuda.global.cudart.cudaGraphExecDestroy;

import org.bytedeco.cuda.cudart.CUgraphExec_st;

/** A CUDA graph, ready to be launched. */
final class NativeGraph implements Gpu.Graph {
  private final NativeGpu gpu;
  private CUgraphExec_st runnable;

  NativeGraph(NativeGpu gpu, CUgraphExec_st runnable) {
    this.gpu = gpu;
    this.runnable = runnable;
  }

  CUgraphExec_st runnable() {
    if (runnable == null) throw new IllegalStateException("graph is closed");
    return runnable;
  }

  @Override
  public void close() {
    if (runnable == null) return;
    gpu.enterToClose();
    gpu.calls().closing(cudaGraphExecDestroy(runnable), "cudaGraphExecDestroy");
    runnable = null;
  }
}
