package dev.warren.worker.gpu;

import org.bytedeco.cuda.global.nvml;

/** A call into NVML that failed: which one, with which code, and what NVML says about it. */
final class NvmlException extends Exception {
  private static final long serialVersionUID = 1;

  private final int code;

  NvmlException(String call, int code, String text) {
    super("%s: %d %s".formatted(call, code, text));
    this.code = code;
  }

  /** This GPU does not have the figure, or does not give it to us: nothing has gone wrong. */
  boolean isAbsence() {
    return code == nvml.NVML_ERROR_NOT_SUPPORTED
        || code == nvml.NVML_ERROR_NO_PERMISSION
        || code == nvml.NVML_ERROR_FUNCTION_NOT_FOUND;
  }

  /** NVIDIA's library is here, its driver is not: as in many images on a machine without a GPU. */
  boolean isDriverMissing() {
    return code == nvml.NVML_ERROR_DRIVER_NOT_LOADED;
  }

  /** There is nothing under this index. */
  boolean isNotFound() {
    return code == nvml.NVML_ERROR_NOT_FOUND || code == nvml.NVML_ERROR_INVALID_ARGUMENT;
  }
}
