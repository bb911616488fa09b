package dev.warren.worker.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph whose tensors are being quantised and dequantised in front of their readers. */
final class QuantisedGraph {
  private final Graph graph;
  private final String prefix;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Message> initializers = new ArrayList<>();

  /** The tensor that stands for another one. */
  private final Map<String, String> dequantised = new HashMap<>();

  QuantisedGraph(Graph graph) {
    this.graph = graph;
    prefix = graph.freshName("warren_int8");
  }

  /** The next node of the graph, as it is. */
  void add(Node node) {
    nodes.add(node);
  }

  /**
   * The name of a tensor behind its pair of nodes.
   *
   * @param byChannel whether there is a scale for each index of the first axis, else it is one
   * @param scales of one step, positive
   */
  String dequantised(String tensor, boolean byChannel, float... scales) {
    String known = dequantised.get(tensor);
    if (known != null) return known;
    String name = prefix + "_" + dequantised.size();
    String integers = name + "_q";
    String scale = name + "_scale";
    String zero = name + "_zero"; // without it, ONNX takes the integers for unsigned
    Message[] axis = byChannel ? new Message[] {Node.attribute("axis", 0)} : new Message[0];
    initializers.add(Initializer.floats(scale, byChannel, scales));
    initializers.add(Initializer.zeros(zero, byChannel, scales.length));
    nodes.add(Node.of("QuantizeLinear", integers, List.of(tensor, scale, zero), axis));
    nodes.add(Node.of("DequantizeLinear", name, List.of(integers, scale, zero), axis));
    dequantised.put(tensor, name);
    return name;
  }

  Graph done() {
    return graph.with(nodes, initializers);
  }
}
