package dev.warren.worker.engine.onnx;

import java.util.List;

/**
 * An input or output of a model.
 *
 * @param dims sizes, -1 where the file names none; empty when it has no shape
 */
record Tensor(String name, List<Long> dims) {
  Tensor {
    dims = List.copyOf(dims);
  }

  /** Reads a ValueInfoProto. */
  static Tensor of(Message value) {
    List<Long> dims =
        shape(value).messages(Onnx.DIMENSION).stream()
            .map(dim -> Math.max(dim.number(Onnx.DIM_VALUE), 0))
            .map(size -> size == 0 ? -1 : size)
            .toList();
    return new Tensor(value.text(Onnx.VALUE_NAME), dims);
  }

  /** The element type of a ValueInfoProto, 0 when it is no tensor. */
  static long elementType(Message value) {
    return tensorType(value).number(Onnx.ELEMENT_TYPE);
  }

  /** The TensorShapeProto of a ValueInfoProto. */
  static Message shape(Message value) {
    return tensorType(value).message(Onnx.SHAPE);
  }

  /** A ValueInfoProto of known shape. */
  static Message message(String name, long elementType, Message shape) {
    Message type = Message.EMPTY.with(Onnx.ELEMENT_TYPE, elementType).with(Onnx.SHAPE, shape);
    return message(name, type);
  }

  /** A ValueInfoProto that leaves the shape open. */
  static Message message(String name, long elementType) {
    return message(name, Message.EMPTY.with(Onnx.ELEMENT_TYPE, elementType));
  }

  private static Message message(String name, Message type) {
    return Message.EMPTY
        .with(Onnx.VALUE_NAME, name)
        .with(Onnx.VALUE_TYPE, Message.EMPTY.with(Onnx.TENSOR_TYPE, type));
  }

  private static Message tensorType(Message value) {
    return value.message(Onnx.VALUE_TYPE).message(Onnx.TENSOR_TYPE);
  }
}
