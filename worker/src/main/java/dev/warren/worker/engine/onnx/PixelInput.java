package dev.warren.worker.engine.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts pixels in the place of a model's float planes, so that a quarter of the bytes goes to the
 * device: uint8 [batch, height, width, 3] is cast, transposed and divided by 255. The quotient
 * carries the old input's name, so that nothing behind it changes.
 *
 * <p>The cast stands first, because TensorRT takes uint8 at the borders of a network alone, for <a
 * href="https://github.com/onnx/onnx-tensorrt/blob/release/10.15-GA/docs/operators.md">a cast to
 * float</a>.
 */
final class PixelInput {
  private PixelInput() {}

  static Graph edit(Graph graph, String name, int height, int width) {
    Message planes = graph.inputs().get(0);
    String cast = name + "_float";
    String transposed = name + "_planes";
    String levels = name + "_levels";
    List<Node> nodes = new ArrayList<>();
    nodes.add(Node.of("Cast", cast, List.of(name), Node.attribute("to", Onnx.FLOAT)));
    nodes.add(Node.of("Transpose", transposed, List.of(cast), Node.attribute("perm", 0, 3, 1, 2)));
    String old = planes.text(Onnx.VALUE_NAME);
    nodes.add(Node.of("Div", old, List.of(transposed, levels)));
    nodes.addAll(graph.nodes());
    Message pixels = Tensor.message(name, Onnx.UINT8, shape(planes, height, width));
    return graph.withInput(pixels).with(nodes, List.of(Initializer.floats(levels, false, 255f)));
  }

  private static Message shape(Message planes, int height, int width) {
    Message batch = Tensor.shape(planes).messages(Onnx.DIMENSION).get(0);
    if (batch.number(Onnx.DIM_VALUE) < 1) batch = batch.without(Onnx.DIM_VALUE);
    return Message.EMPTY
        .with(Onnx.DIMENSION, batch)
        .with(Onnx.DIMENSION, Message.EMPTY.with(Onnx.DIM_VALUE, height))
        .with(Onnx.DIMENSION, Message.EMPTY.with(Onnx.DIM_VALUE, width))
        .with(Onnx.DIMENSION, Message.EMPTY.with(Onnx.DIM_VALUE, 3));
  }
}
