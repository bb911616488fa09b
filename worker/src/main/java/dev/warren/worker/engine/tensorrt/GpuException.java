package dev.warren.worker.engine.tensorrt;

/** A call into CUDA or TensorRT failed: the message names the call, the code and its text. */
final class GpuException extends Exception {
  private static final long serialVersionUID = 1;

  GpuException(String message) {
    super(message);
  }
}
