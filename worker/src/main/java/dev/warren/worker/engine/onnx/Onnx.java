package dev.warren.worker.engine.onnx;

/**
 * Field and type numbers of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, as far as they are
 * needed.
 */
final class Onnx {
  /** ModelProto. */
  static final int GRAPH = 7;

  static final int OPSET_IMPORT = 8;
  static final int METADATA_PROPS = 14;

  /** OperatorSetIdProto. */
  static final int OPSET_DOMAIN = 1;

  static final int OPSET_VERSION = 2;

  /** StringStringEntryProto. */
  static final int KEY = 1;

  static final int VALUE = 2;

  /** GraphProto. */
  static final int NODE = 1;

  static final int INITIALIZER = 5;
  static final int INPUT = 11;
  static final int OUTPUT = 12;
  static final int VALUE_INFO = 13;

  /** NodeProto. */
  static final int NODE_INPUT = 1;

  static final int NODE_OUTPUT = 2;
  static final int NODE_NAME = 3;
  static final int OPERATOR = 4;
  static final int ATTRIBUTE = 5;
  static final int NODE_DOMAIN = 7;

  /** AttributeProto. */
  static final int ATTRIBUTE_NAME = 1;

  static final int ATTRIBUTE_INT = 3;
  static final int ATTRIBUTE_TENSOR = 5;
  static final int ATTRIBUTE_INTS = 8;
  static final int ATTRIBUTE_TYPE = 20;
  static final int ATTRIBUTE_TYPE_INT = 2;
  static final int ATTRIBUTE_TYPE_INTS = 7;

  /** TensorProto. */
  static final int DIMS = 1;

  static final int DATA_TYPE = 2;
  static final int FLOAT_DATA = 4;
  static final int TENSOR_NAME = 8;
  static final int RAW_DATA = 9;
  static final int DATA_LOCATION = 14;
  static final int EXTERNAL = 1;

  /** ValueInfoProto, its TypeProto, TypeProto.Tensor, TensorShapeProto, Dimension. */
  static final int VALUE_NAME = 1;

  static final int VALUE_TYPE = 2;
  static final int TENSOR_TYPE = 1;
  static final int ELEMENT_TYPE = 1;
  static final int SHAPE = 2;
  static final int DIMENSION = 1;
  static final int DIM_VALUE = 1;
  static final int DIM_PARAM = 2;

  /** TensorProto.DataType. */
  static final int FLOAT = 1;

  static final int UINT8 = 2;
  static final int INT8 = 3;

  private Onnx() {}

  /** The name of a type, for messages. */
  static String typeName(long type) {
    return switch ((int) type) {
      case FLOAT -> "FLOAT";
      case UINT8 -> "UINT8";
      case INT8 -> "INT8";
      case 6 -> "INT32";
      case 7 -> "INT64";
      case 10 -> "FLOAT16";
      case 11 -> "DOUBLE";
      case 16 -> "BFLOAT16";
      default -> "of type " + type;
    };
  }
}
