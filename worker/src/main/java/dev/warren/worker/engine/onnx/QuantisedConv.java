package dev.warren.worker.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A convolution to be computed in 8 bits. {@link Quantisation} says which are, and why.
 *
 * @param node its place among the nodes
 * @param input the tensor that it reads
 * @param weights the initializer of its weights
 */
record QuantisedConv(int node, String input, String weights) {
  static final int INPUT = 0;
  static final int WEIGHTS = 1;
  private static final int FEWEST_CHANNELS = 4;

  /** Those of a graph, in its order. */
  static List<QuantisedConv> choose(Graph graph) {
    List<QuantisedConv> result = new ArrayList<>();
    Set<String> readByLaterConv = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      boolean last = Collections.disjoint(node.outputs(), readByLaterConv);
      boolean conv = isConv(graph, node);
      if (conv && !last && isWorthwhile(graph, node)) {
        result.add(new QuantisedConv(i, node.inputs().get(INPUT), node.inputs().get(WEIGHTS)));
      }
      if (conv || !last) readByLaterConv.addAll(node.inputs());
    }
    Collections.reverse(result);
    return result;
  }

  /** Whether a node is a plane convolution with plain weights and more than one output. */
  private static boolean isConv(Graph graph, Node node) {
    if (!node.operator().equals("Conv") || node.inputs().size() <= WEIGHTS) return false;
    Message weights = graph.initializers().get(node.inputs().get(WEIGHTS));
    if (weights == null || weights.number(Onnx.DATA_TYPE) != Onnx.FLOAT) return false;
    List<Long> dims = weights.numbers(Onnx.DIMS);
    return dims.size() == 4 && dims.get(0) > 1;
  }

  private static boolean isWorthwhile(Graph graph, Node conv) {
    Message weights = graph.initializers().get(conv.inputs().get(WEIGHTS));
    boolean computed = !graph.initializers().containsKey(conv.inputs().get(INPUT));
    return computed
        && conv.number("group", 1) == 1
        && weights.numbers(Onnx.DIMS).get(1) >= FEWEST_CHANNELS;
  }
}
