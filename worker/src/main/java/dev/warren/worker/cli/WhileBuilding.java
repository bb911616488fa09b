package dev.warren.worker.cli;

/** What a worker does while TensorRT builds the plan that it lacks. */
enum WhileBuilding {
  /** Serves with ONNX Runtime. */
  CPU,
  /** Takes no frames. */
  WAIT
}
