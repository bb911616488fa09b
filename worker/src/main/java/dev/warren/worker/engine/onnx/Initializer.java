package dev.warren.worker.engine.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Numbers in a TensorProto. They lie there in little-endian order. */
final class Initializer {
  private Initializer() {}

  /**
   * Float32.
   *
   * @param isVector whether there is an axis, else it is a scalar
   */
  static Message floats(String name, boolean isVector, float... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return tensor(name, isVector, values.length, Onnx.FLOAT, data);
  }

  /** So many zeros, int8. */
  static Message zeros(String name, boolean isVector, int count) {
    return tensor(name, isVector, count, Onnx.INT8, ByteBuffer.allocate(count));
  }

  private static Message tensor(
      String name, boolean isVector, int count, int type, ByteBuffer data) {
    return (isVector ? Message.EMPTY.with(Onnx.DIMS, count) : Message.EMPTY)
        .with(Onnx.DATA_TYPE, type)
        .with(Onnx.TENSOR_NAME, name)
        .with(Onnx.RAW_DATA, ByteString.copyFrom(data));
  }

  /**
   * The largest absolute value for each index of the first axis.
   *
   * @param tensor float32, with at least one axis
   * @throws MalformedException when it does not hold as many numbers as its axes say
   */
  static float[] largest(Message tensor) {
    List<Long> dims = tensor.numbers(Onnx.DIMS);
    ByteString data = tensor.bytes(tensor.has(Onnx.RAW_DATA) ? Onnx.RAW_DATA : Onnx.FLOAT_DATA);
    long held = data.size() / Float.BYTES;
    if (dims.isEmpty() || count(dims) != held || held == 0) {
      throw new MalformedException(
          "the weights %s of %s hold %d numbers"
              .formatted(tensor.text(Onnx.TENSOR_NAME), dims, held));
    }
    float[] result = new float[dims.get(0).intValue()];
    ByteBuffer values = data.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    int each = (int) (held / result.length);
    for (int i = 0; i < held; i++) {
      int channel = i / each;
      float value = Math.abs(values.getFloat(i * Float.BYTES));
      if (!Float.isFinite(value)) {
        throw new MalformedException(
            "the weights %s hold %f".formatted(tensor.text(Onnx.TENSOR_NAME), value));
      }
      result[channel] = Math.max(result[channel], value);
    }
    return result;
  }

  /** The product, or -1 when there can be no such tensor. */
  private static long count(List<Long> dims) {
    long count = 1;
    for (long dim : dims) {
      if (dim < 1 || dim > Integer.MAX_VALUE || count > Integer.MAX_VALUE) return -1;
      count *= dim;
    }
    return count;
  }
}
