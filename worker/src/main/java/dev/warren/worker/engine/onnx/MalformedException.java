package dev.warren.worker.engine.onnx;

/**
 * Bytes that are not the protobuf message they should be. The message is a rule, without a file.
 */
final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MalformedException(String message) {
    super(message);
  }

  MalformedException(String message, Throwable cause) {
    super(message, cause);
  }
}
