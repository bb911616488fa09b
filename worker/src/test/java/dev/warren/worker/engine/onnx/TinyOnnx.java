package dev.warren.worker.engine.onnx;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small ONNX models without weights. The picture is cut into 24 cells of 16 x 16 pixels; the last
 * three rows of the output are the cells' mean red, green and blue. A batch of nothing but white
 * fails.
 */
public final class TinyOnnx {
  public static final int WIDTH = 96;
  public static final int HEIGHT = 64;
  public static final int FLOAT = 1;
  public static final int FLOAT16 = 10;
  private static final int INT64 = 7;

  public final Map<String, String> metadata = new LinkedHashMap<>();

  /** 0 for any batch. */
  public int batch;

  public int inputType = FLOAT;
  public boolean endToEnd;
  public boolean secondInput;
  public String poolOperator = "AveragePool";
  public String inputName = "images";
  public int opset = 13;

  /** 0 where the file leaves it open. */
  public int inputHeight = HEIGHT;

  public boolean weightsOutside;

  /** What the file says of the output; 0 for what it says of the input. */
  public int outputBatch;

  /** What the file says of the tensor behind the input; wrong if not the input's height. */
  public int statedHeight = HEIGHT;

  public TinyOnnx() {
    metadata.put("task", "detect");
    metadata.put("stride", "16");
    metadata.put("imgsz", "[64, 96]");
    metadata.put("names", "{0: 'red', 1: 'green', 2: 'blue'}");
  }

  public Path write(Path folder, String name) {
    try {
      return Files.write(folder.resolve(name + ".onnx"), bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    Message model =
        Message.EMPTY
            .with(1, 8)
            .with(Onnx.GRAPH, graph())
            .with(Onnx.OPSET_IMPORT, Message.EMPTY.with(Onnx.OPSET_VERSION, opset));
    for (Map.Entry<String, String> each : metadata.entrySet()) {
      model = model.with(Onnx.METADATA_PROPS, entry(each.getKey(), each.getValue()));
    }
    return model.toByteArray();
  }

  private Message graph() {
    List<Node> nodes = new ArrayList<>();
    nodes.add(
        inputType == FLOAT16
            ? Node.of("Cast", "float", List.of(inputName), Node.attribute("to", FLOAT))
            : Node.of("Identity", "float", List.of(inputName)));
    nodes.add(
        Node.of(
            poolOperator,
            "cells",
            List.of("float"),
            Node.attribute("kernel_shape", 16, 16),
            Node.attribute("strides", 16, 16)));
    nodes.add(Node.of("Reshape", "scores", List.of("cells", "flat")));
    // An index of 1 where all is white, into a list of one.
    nodes.add(Node.of("ReduceMin", "least", List.of("float"), Node.attribute("keepdims", 0)));
    nodes.add(Node.of("Cast", "index", List.of("least"), Node.attribute("to", INT64)));
    nodes.add(Node.of("Gather", "zero", List.of("zeros", "index")));
    nodes.add(Node.of("Add", "checked", List.of("scores", "zero")));
    Message axis = Node.attribute("axis", 1);
    if (endToEnd) {
      nodes.add(Node.of("Concat", "rows", List.of("checked", "checked"), axis));
      nodes.add(Node.of("Transpose", "output0", List.of("rows"), Node.attribute("perm", 0, 2, 1)));
    } else {
      Message axes = Node.attribute("axes", new long[] {1});
      nodes.add(Node.of("ReduceMean", "mean", List.of("checked"), axes));
      nodes.add(Node.of("Concat", "output0", List.of("mean", "checked", "checked"), axis));
    }
    int answers = outputBatch == 0 ? batch : outputBatch;
    Message output = endToEnd ? shape(answers, 24, 6) : shape(answers, 7, 24);
    Message graph =
        Message.EMPTY
            .withAll(Onnx.NODE, nodes.stream().map(Node::message).toList())
            .with(2, "tiny")
            .with(Onnx.INITIALIZER, longs("flat", 0, 3, 24))
            .with(Onnx.INITIALIZER, Initializer.floats("zeros", true, 0))
            .with(
                Onnx.INPUT,
                Tensor.message(inputName, inputType, shape(batch, 3, inputHeight, WIDTH)))
            .with(Onnx.OUTPUT, Tensor.message("output0", FLOAT, output))
            .with(
                Onnx.VALUE_INFO,
                Tensor.message("float", FLOAT, shape(batch, 3, statedHeight, WIDTH)));
    if (weightsOutside) {
      Message place = Message.EMPTY.with(1, "location").with(2, "tiny.onnx.data");
      graph =
          graph.with(
              Onnx.INITIALIZER,
              Initializer.floats("far", true, 0)
                  .without(Onnx.RAW_DATA)
                  .with(13, place)
                  .with(Onnx.DATA_LOCATION, Onnx.EXTERNAL));
    }
    return secondInput
        ? graph.with(Onnx.INPUT, Tensor.message("sizes", FLOAT, shape(batch, 2)))
        : graph;
  }

  static Message entry(String key, String value) {
    return Message.EMPTY.with(Onnx.KEY, key).with(Onnx.VALUE, value);
  }

  /** An initializer of one axis. */
  static Message longs(String name, long... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return Message.EMPTY
        .with(Onnx.DIMS, values.length)
        .with(Onnx.DATA_TYPE, INT64)
        .with(Onnx.TENSOR_NAME, name)
        .with(Onnx.RAW_DATA, ByteString.copyFrom(data));
  }

  /** Left open where a size is 0. */
  static Message shape(int batch, int... sizes) {
    Message shape = Message.EMPTY.with(Onnx.DIMENSION, dimension(batch, "batch"));
    for (int size : sizes) shape = shape.with(Onnx.DIMENSION, dimension(size, "open"));
    return shape;
  }

  private static Message dimension(int size, String name) {
    return size == 0
        ? Message.EMPTY.with(Onnx.DIM_PARAM, name)
        : Message.EMPTY.with(Onnx.DIM_VALUE, size);
  }
}
