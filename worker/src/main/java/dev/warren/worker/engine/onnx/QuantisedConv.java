package dev.warren.worker.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A convolution to be computed in 8 bits.
 *
 * @param node its place among the nodes
 * @param input the tensor that it reads
 * @param weights the initializer of its weights
 */
record QuantisedConv(int node, String input, String weights) {
  static final int INPUT = 0;
  static final int WEIGHTS = 1;
  private static final int FEWEST_CHANNELS = 4;

  /** Those of a graph that are worth it and do it no harm. */
  static List<QuantisedConv> choose(Graph graph) {
    List<QuantisedConv> result = new ArrayList<>();
    Set<String> read = new HashSet<>(); // by a convolution further on
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      boolean leadsOn = !Collections.disjoint(node.outputs(), read);
      boolean conv = isConv(graph, node);
      if (conv && leadsOn && fits(graph, node)) {
        result.add(new QuantisedConv(i, node.inputs().get(INPUT), node.inputs().get(WEIGHTS)));
      }
      if (conv || leadsOn) read.addAll(node.inputs());
    }
    Collections.reverse(result);
    return result;
  }

  static boolean isConv(Graph graph, Node node) {
    if (!node.operator().equals("Conv") || node.inputs().size() < 2) return false;
    Message weights = graph.initializers().get(node.inputs().get(WEIGHTS));
    if (weights == null || weights.number(Onnx.DATA_TYPE) != Onnx.FLOAT) return false;
    List<Long> dims = weights.numbers(Onnx.DIMS);
    return dims.size() == 4 && dims.get(0) > 1;
  }

  static boolean fits(Graph graph, Node node) {
    Message weights = graph.initializers().get(node.inputs().get(WEIGHTS));
    return node.number("group", 1) == 1 && weights.numbers(Onnx.DIMS).get(1) >= FEWEST_CHANNELS;
  }
}
