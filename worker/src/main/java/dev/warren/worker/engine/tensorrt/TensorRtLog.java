package dev.warren.worker.engine.tensorrt;

import org.bytedeco.tensorrt.nvinfer.ILogger;

/**
 * TensorRT's logger. There is one, and it is never given up: TensorRT keeps its address for as long
 * as anything lives that was made with it.
 */
final class TensorRtLog extends ILogger {
  private static final TensorRtLog THE_ONE = new TensorRtLog();

  private final TensorRtMessages messages = new TensorRtMessages();

  private TensorRtLog() {}

  /** Loads TensorRT; only after {@link TensorRtPresence} has found it usable. */
  static TensorRtLog theOne() {
    return THE_ONE;
  }

  TensorRtMessages messages() {
    return messages;
  }

  @Override
  public void log(Severity severity, String message) {
    try {
      messages.add(severity.value, message);
    } catch (Throwable t) {
      // The C++ caller is noexcept: anything that left here would end the process.
    }
  }
}
