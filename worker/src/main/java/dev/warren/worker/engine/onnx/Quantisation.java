package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes a model's convolutions 8-bit by pairs of QuantizeLinear and DequantizeLinear on what they
 * read, as TensorRT wants it: <a
 * href="https://docs.nvidia.com/deeplearning/tensorrt/latest/inference-library/quantized-types-explicit-quantization.html">explicit
 * quantisation</a>, symmetric, one scale for an activation, one for each output channel of weights,
 * outputs and biases left in float. A tensor with several readers has one pair. The weights stay
 * float in the file, behind a pair of their own.
 *
 * <p>Some convolutions stay in float. Measured with YOLO11n, calibrated on 32 photographs of COCO,
 * by the share of float's boxes (confidence 0.3 and more) that are found again at an overlap of
 * 0.9:
 *
 * <ul>
 *   <li>those with one output, which is the sum that makes a box side of its distribution:
 *       quantised, 89 % instead of 93 %;
 *   <li>the last ones, which give boxes and scores: 93 % to 94 % instead of 95 %;
 *   <li>depthwise and grouped ones, 94 % instead of 95 %; and TensorRT has failed to find kernels
 *       for them in front of SiLU (<a href="https://github.com/NVIDIA/TensorRT/issues/3385">issue
 *       3385</a>);
 *   <li>the first one, on three colours: no loss, but little to gain either.
 * </ul>
 *
 * <p>Activations get the range of least squared error. The figures here are of quantise and
 * dequantise nodes around float convolutions; ONNX Runtime's integer kernels, which round a little
 * otherwise, give 0.445 in the place of 0.448 (BENCHMARKS.md). With it mAP50-95 over 77 photographs
 * is 0.448 (float 0.458) and 97 % of the boxes are found again at an overlap of 0.5, 95 % at 0.9.
 * The largest value as range gives 0.437 and 90 % at 0.9, a percentile of 99.99 gives 0.446 and 92
 * %, of 99.9 gives 0.440 and 77 %, least divergence 0.220 and 27 %.
 */
public final class Quantisation {
  /** The first with a scale for each channel. */
  private static final int OLDEST_OPSET = 13;

  /** On each side of zero. */
  private static final int LEVELS = 127;

  private final OnnxModel model;
  private final Map<Integer, QuantisedConv> convs = new HashMap<>();
  private final Map<String, float[]> weightScales = new HashMap<>();

  private Quantisation(OnnxModel model, List<QuantisedConv> convs) {
    this.model = model;
    for (QuantisedConv conv : convs) {
      this.convs.put(conv.node(), conv);
      float[] scales = Initializer.largest(model.graph().initializers().get(conv.weights()));
      for (int i = 0; i < scales.length; i++) scales[i] = scale(scales[i]);
      weightScales.put(conv.weights(), scales);
    }
  }

  /**
   * @throws ModelException when there are none, or the model's operators are too old
   */
  public static Quantisation of(OnnxModel model) {
    if (model.opset() < OLDEST_OPSET) {
      throw new ModelException(
          "%s: its operators are of opset %d, INT8 takes %d and newer; %s opset=17"
              .formatted(
                  model.file(), model.opset(), OLDEST_OPSET, ModelFile.exportAdvice(model.file())));
    }
    try {
      List<QuantisedConv> convs = QuantisedConv.choose(model.graph());
      if (!convs.isEmpty()) return new Quantisation(model, convs);
    } catch (MalformedException e) {
      throw OnnxModel.unreadable(model.file(), e);
    }
    throw new ModelException(
        model.isQuantised()
            ? model.file() + ": is quantised already; leave --calibration out"
            : model.file() + ": has no convolution to quantise; use --precision fp16");
  }

  public OnnxModel model() {
    return model;
  }

  /** The activations whose ranges are needed. */
  public Set<String> tensors() {
    Set<String> result = new TreeSet<>();
    convs.values().forEach(conv -> result.add(conv.input()));
    return result;
  }

  /** The network behind pixels, with {@link #tensors} for outputs: what a calibration runs. */
  public PixelModel observed() {
    return model.withPixelInput(
        tensors().stream().map(name -> Tensor.message(name, Onnx.FLOAT)).toList());
  }

  /** The quantised model, whose input is still float. */
  public OnnxModel with(Calibration calibration) {
    QuantisedGraph quantised = new QuantisedGraph(model.graph());
    List<Node> nodes = model.graph().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      QuantisedConv conv = convs.get(i);
      quantised.add(
          conv == null ? nodes.get(i) : quantised(nodes.get(i), conv, calibration, quantised));
    }
    return model.with(quantised.done());
  }

  private Node quantised(
      Node node, QuantisedConv conv, Calibration calibration, QuantisedGraph graph) {
    float range = calibration.range(conv.input(), LEVELS);
    String input = graph.dequantised(conv.input(), false, scale(range));
    String weights = graph.dequantised(conv.weights(), true, weightScales.get(conv.weights()));
    return node.withInput(QuantisedConv.INPUT, input).withInput(QuantisedConv.WEIGHTS, weights);
  }

  /** TensorRT takes positive scales alone. Where all is zero, any will do. */
  private static float scale(float range) {
    float scale = range / LEVELS;
    return scale > 0 ? scale : 1;
  }
}
