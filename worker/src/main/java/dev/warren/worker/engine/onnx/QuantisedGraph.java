package dev.warren.worker.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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
    prefix = FreshName.in(graph, "warren_int8");
  }

  /** The next node of the graph, as it is. */
  void add(Node node) {
    nodes.add(node);
  }

  /**
   * The name of a tensor with one scale for all of it, behind its pair of nodes.
   *
   * @param scale of one step, positive
   */
  String dequantised(String tensor, Supplier<Float> scale) {
    return dequantised.computeIfAbsent(
        tensor,
        t -> {
          String name = prefix + "_" + dequantised.size();
          initializers.add(Initializer.scalar(name + "_scale", scale.get()));
          initializers.add(Initializer.zero(name + "_zero"));
          addPair(t, name);
          return name;
        });
  }

  /**
   * The name of weights with a scale for each index of their first axis, behind their pair of
   * nodes.
   *
   * @param scales of one step, positive
   */
  String dequantisedWeights(String tensor, Supplier<float[]> scales) {
    return dequantised.computeIfAbsent(
        tensor,
        t -> {
          String name = prefix + "_" + dequantised.size();
          float[] steps = scales.get();
          initializers.add(Initializer.vector(name + "_scale", steps));
          initializers.add(Initializer.zeros(name + "_zero", steps.length));
          addPair(t, name, Node.attribute("axis", 0));
          return name;
        });
  }

  Graph done() {
    return graph.with(nodes, initializers);
  }

  private void addPair(String tensor, String name, Message... attributes) {
    String integers = name + "_q";
    String scale = name + "_scale";
    // Without a zero, ONNX takes the integers for unsigned.
    String zero = name + "_zero";
    nodes.add(Node.of("QuantizeLinear", integers, List.of(tensor, scale, zero), attributes));
    nodes.add(Node.of("DequantizeLinear", name, List.of(integers, scale, zero), attributes));
  }
}
