package dev.warren.worker.engine.tensorrt;

/** In which numbers a plan may compute. */
public enum Precision {
  /** Single floats throughout, without the tensor cores' short way with them (TF32). */
  FP32,
  /** Half floats where TensorRT finds them faster. */
  FP16,
  /** 8-bit integers where the ONNX says so by quantise and dequantise nodes, else as FP16. */
  INT8
}
