package dev.warren.bench.accept;

import org.bytedeco.tensorrt.nvinfer.ILogger;

/** TensorRT's errors and warnings on standard error. Must outlive everything of TensorRT. */
final class TensorRtLog extends ILogger {
  @Override
  public void log(Severity severity, String message) {
    if (severity.value <= Severity.kWARNING.value) System.err.println("TensorRT: " + message);
  }
}
