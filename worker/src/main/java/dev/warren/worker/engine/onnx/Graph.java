package dev.warren.worker.engine.onnx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model's graph.
 *
 * @param nodes in the order in which they can run
 * @param initializers TensorProtos by name
 * @param inputs ValueInfoProtos of what a run has to bring
 * @param outputs ValueInfoProtos
 */
record Graph(
    Message message,
    List<Node> nodes,
    Map<String, Message> initializers,
    List<Message> inputs,
    List<Message> outputs) {

  static Graph of(Message message) {
    Map<String, Message> initializers = new HashMap<>();
    for (Message tensor : message.messages(Onnx.INITIALIZER)) {
      initializers.put(tensor.text(Onnx.TENSOR_NAME), tensor);
    }
    // Up to version 3 of the format, initializers are inputs, too.
    List<Message> inputs =
        message.messages(Onnx.INPUT).stream()
            .filter(input -> !initializers.containsKey(input.text(Onnx.VALUE_NAME)))
            .toList();
    return new Graph(
        message,
        message.messages(Onnx.NODE).stream().map(Node::of).toList(),
        initializers,
        inputs,
        message.messages(Onnx.OUTPUT));
  }

  Set<String> operators() {
    return nodes.stream().map(Node::operator).collect(Collectors.toSet());
  }

  /**
   * The same with other nodes and further initializers. What the file says about tensors in between
   * is left out: it is optional, and may not hold any more.
   */
  Graph with(List<Node> newNodes, List<Message> moreInitializers) {
    return of(
        message
            .without(Onnx.NODE)
            .withAll(Onnx.NODE, newNodes.stream().map(Node::message).toList())
            .withAll(Onnx.INITIALIZER, moreInitializers)
            .without(Onnx.VALUE_INFO));
  }

  /** The same with another input in the place of the only one. */
  Graph withInput(Message input) {
    String old = inputs.get(0).text(Onnx.VALUE_NAME);
    List<Message> changed = new ArrayList<>();
    for (Message each : message.messages(Onnx.INPUT)) {
      changed.add(each.text(Onnx.VALUE_NAME).equals(old) ? input : each);
    }
    return of(message.without(Onnx.INPUT).withAll(Onnx.INPUT, changed));
  }

  /**
   * A name that the graph does not have yet: the wish, or the wish and a number. Whatever begins
   * with it is new, too: the text occurs nowhere in the graph, nor in graphs inside its nodes.
   */
  String freshName(String wish) {
    String all = message.bytes().toString(StandardCharsets.ISO_8859_1);
    String name = wish;
    for (int i = 1; all.contains(name); i++) name = wish + i;
    return name;
  }

  Graph withOutputs(List<Message> newOutputs) {
    return of(message.without(Onnx.OUTPUT).withAll(Onnx.OUTPUT, newOutputs));
  }
}
