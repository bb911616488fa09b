package dev.warren.worker.engine.tensorrt;

import org.bytedeco.cuda.global.cudart;

/** CUDA's words for its status codes. */
final class CudaTexts {
  private CudaTexts() {}

  /** For example {@code cudaErrorMemoryAllocation (2): out of memory}. */
  static String of(int code) {
    return "%s (%d): %s"
        .formatted(
            cudart.cudaGetErrorName(code).getString(),
            code,
            cudart.cudaGetErrorString(code).getString());
  }
}
