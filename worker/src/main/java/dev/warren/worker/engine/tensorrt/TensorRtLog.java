package dev.warren.worker.engine.tensorrt;

import org.bytedeco.tensorrt.nvinfer.ILogger;

/**
 * TensorRT's logger. There is one, and it is never given up: TensorRT keeps its address for as long
 * as anything lives that was made with it. Loads TensorRT: to be touched only after {@link
 * TensorRtPresence} has found it usable.
 */
final class TensorRtLog extends ILogger {
  static final TensorRtMessages MESSAGES = new TensorRtMessages();
  static final TensorRtLog THE_ONE = new TensorRtLog();

  private TensorRtLog() {}

  @Override
  public void log(Severity severity, String message) {
    try {
      MESSAGES.add(severity.value, message);
    } catch (Throwable t) {
      // The C++ caller is noexcept: anything that left here would end the process.
    }
  }
}
