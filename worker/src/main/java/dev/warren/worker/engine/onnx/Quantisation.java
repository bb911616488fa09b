package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** 8-bit numbers for a model's convolutions. */
public final class Quantisation {
  private static final int OLDEST_OPSET = 13;
  private static final float LEVELS = 127;

  private final OnnxModel model;
  private final List<QuantisedConv> convs;

  Quantisation(OnnxModel model, List<QuantisedConv> convs) {
    this.model = model;
    this.convs = List.copyOf(convs);
  }

  public static Quantisation of(OnnxModel model) {
    if (model.opset() < OLDEST_OPSET) {
      throw new ModelException(
          "%s: its operators are of opset %d, INT8 takes %d and newer; %s opset=17"
              .formatted(
                  model.file(), model.opset(), OLDEST_OPSET, ModelFile.exportAdvice(model.file())));
    }
    List<QuantisedConv> convs = QuantisedConv.choose(model.graph());
    if (convs.isEmpty()) {
      throw new ModelException(
          "%s: has no convolution that can be quantised%s; use --precision fp16"
              .formatted(model.file(), model.isQuantised() ? ", it is already" : ""));
    }
    return new Quantisation(model, convs);
  }

  public OnnxModel model() {
    return model;
  }

  /** The tensors whose ranges decide. */
  public Set<String> tensors() {
    Set<String> result = new TreeSet<>();
    for (QuantisedConv conv : convs) result.add(conv.input());
    return result;
  }

  /** The network behind pixels with {@link #tensors} as its outputs. */
  public PixelModel observed() {
    return model.withPixelInput(
        tensors().stream().map(name -> Tensor.message(name, Onnx.FLOAT)).toList());
  }

  OnnxModel with(Map<String, Float> ranges) {
    String prefix = FreshName.in(model.graph(), "warren_int8");
    List<Message> initializers = new ArrayList<>();
    Map<String, String> quantised = new HashMap<>();
    Map<Integer, QuantisedConv> byNode = new HashMap<>();
    for (QuantisedConv conv : convs) byNode.put(conv.node(), conv);
    List<Node> nodes = new ArrayList<>();
    Set<String> done = new HashSet<>();
    for (int i = 0; i < model.graph().nodes().size(); i++) {
      Node node = model.graph().nodes().get(i);
      QuantisedConv conv = byNode.get(i);
      if (conv == null) {
        nodes.add(node);
        continue;
      }
      for (int input : new int[] {QuantisedConv.INPUT, QuantisedConv.WEIGHTS}) {
        String tensor = node.inputs().get(input);
        String name = quantised.computeIfAbsent(tensor, t -> prefix + "_" + quantised.size());
        if (done.add(tensor)) {
          boolean weights = input == QuantisedConv.WEIGHTS;
          if (weights) {
            float[] scales = Initializer.largest(model.graph().initializers().get(tensor));
            for (int k = 0; k < scales.length; k++) scales[k] = scale(scales[k]);
            initializers.add(Initializer.vector(name + "_scale", scales));
            initializers.add(Initializer.zeros(name + "_zero", scales.length));
          } else {
            initializers.add(Initializer.scalar(name + "_scale", scale(ranges.get(tensor))));
            initializers.add(Initializer.zero(name + "_zero"));
          }
          Message[] axis = weights ? new Message[] {Node.attribute("axis", 0)} : new Message[0];
          nodes.add(
              Node.of(
                  "QuantizeLinear",
                  name + "_q",
                  List.of(tensor, name + "_scale", name + "_zero"),
                  axis));
          nodes.add(
              Node.of(
                  "DequantizeLinear",
                  name,
                  List.of(name + "_q", name + "_scale", name + "_zero"),
                  axis));
        }
        node = node.withInput(input, name);
      }
      nodes.add(node);
    }
    return model.with(model.graph().with(nodes, initializers));
  }

  private static float scale(float range) {
    return range > 0 ? range / LEVELS : 1;
  }
}
