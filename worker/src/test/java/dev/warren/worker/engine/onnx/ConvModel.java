package dev.warren.worker.engine.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A small network of every kind of convolution that matters to {@link Quantisation}, on pictures of
 * 8 x 8. Four branches of the second convolution end in one output of three classes:
 *
 * <pre>
 * images - first - wide -+- depthwise - behind -+
 *                        +- shared ------------ + - last - sum - output0
 * </pre>
 */
final class ConvModel {
  static final int SIDE = 8;

  private ConvModel() {}

  static byte[] bytes() {
    List<Node> nodes = new ArrayList<>();
    List<Message> initializers = new ArrayList<>();
    Random random = new Random(5);
    conv(nodes, initializers, random, "first", "images", 8, 3, 1);
    nodes.add(Node.of("Relu", "first_relu", List.of("first")));
    conv(nodes, initializers, random, "wide", "first_relu", 8, 8, 1);
    conv(nodes, initializers, random, "depthwise", "wide", 8, 1, 8);
    conv(nodes, initializers, random, "behind", "depthwise", 8, 8, 1);
    conv(nodes, initializers, random, "shared", "wide", 8, 8, 1);
    conv(nodes, initializers, random, "again", "wide", 8, 8, 1);
    nodes.add(Node.of("Add", "two", List.of("behind", "shared")));
    nodes.add(Node.of("Add", "three", List.of("two", "again")));
    conv(nodes, initializers, random, "last", "three", 7, 8, 1);
    conv(nodes, initializers, random, "sum", "last", 1, 7, 1);
    nodes.add(Node.of("Add", "added", List.of("last", "sum")));
    nodes.add(Node.of("Reshape", "output0", List.of("added", "flat")));
    initializers.add(TinyOnnx.longs("flat", 0, 7, -1));
    Message graph =
        Message.EMPTY
            .withAll(Onnx.NODE, nodes.stream().map(Node::message).toList())
            .with(2, "convolutions")
            .withAll(Onnx.INITIALIZER, initializers)
            .with(
                Onnx.INPUT, Tensor.message("images", Onnx.FLOAT, TinyOnnx.shape(0, 3, SIDE, SIDE)))
            .with(
                Onnx.OUTPUT,
                Tensor.message("output0", Onnx.FLOAT, TinyOnnx.shape(0, 7, SIDE * SIDE)));
    return Message.EMPTY
        .with(1, 8)
        .with(Onnx.GRAPH, graph)
        .with(Onnx.OPSET_IMPORT, Message.EMPTY.with(Onnx.OPSET_VERSION, 13))
        .with(Onnx.METADATA_PROPS, TinyOnnx.entry("imgsz", "[8, 8]"))
        .with(Onnx.METADATA_PROPS, TinyOnnx.entry("names", "{0: 'a', 1: 'b', 2: 'c'}"))
        .toByteArray();
  }

  private static void conv(
      List<Node> nodes,
      List<Message> initializers,
      Random random,
      String name,
      String input,
      int outputs,
      int inputs,
      int group) {
    ByteBuffer data = ByteBuffer.allocate(outputs * inputs * Float.BYTES);
    data.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < outputs * inputs; i++) data.putFloat((float) random.nextGaussian());
    initializers.add(
        Message.EMPTY
            .with(Onnx.DIMS, outputs)
            .with(Onnx.DIMS, inputs)
            .with(Onnx.DIMS, 1)
            .with(Onnx.DIMS, 1)
            .with(Onnx.DATA_TYPE, Onnx.FLOAT)
            .with(Onnx.TENSOR_NAME, name + "_weights")
            .with(Onnx.RAW_DATA, ByteString.copyFrom(data.flip())));
    nodes.add(
        Node.of("Conv", name, List.of(input, name + "_weights"), Node.attribute("group", group)));
  }
}
