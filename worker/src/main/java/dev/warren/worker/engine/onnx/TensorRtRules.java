package dev.warren.worker.engine.onnx;

import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import java.nio.file.Path;
import java.util.List;

/**
 * What TensorRT cannot take, said before its parser says it less clearly. Operators and opsets: <a
 * href="https://github.com/onnx/onnx-tensorrt/blob/release/10.15-GA/docs/operators.md">its
 * list</a>.
 */
record TensorRtRules(Path file) {
  private static final int OLDEST_OPSET = 9;

  /** What quantising a graph for ONNX Runtime leaves in it. */
  private static final List<String> INTEGER_OPERATORS =
      List.of(
          "ConvInteger", "MatMulInteger", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul");

  /**
   * @throws ModelException naming the file, the rule and what to do
   */
  void check(Graph graph, long opset, ModelMetadata metadata) {
    if (opset < OLDEST_OPSET) {
      throw refused(
          "its operators are of opset %d, TensorRT takes %d and newer; %s opset=17",
          opset, OLDEST_OPSET, ModelFile.exportAdvice(file));
    }
    for (String operator : INTEGER_OPERATORS) {
      if (graph.operators().contains(operator)) {
        throw refused(
            "is quantised with %s, which TensorRT does not have; export it without int8=True, and"
                + " use --precision int8 with --calibration FOLDER",
            operator);
      }
    }
    checkWeights(graph);
    if (graph.inputs().size() != 1) {
      throw refused(
          "has %d inputs, not one; %s", graph.inputs().size(), ModelFile.exportAdvice(file));
    }
    if (graph.outputs().isEmpty()) {
      throw refused("has 0 outputs, not one; %s", ModelFile.exportAdvice(file));
    }
    checkType("input", graph.inputs().get(0));
    checkType("output", graph.outputs().get(0));
    checkInput(Tensor.of(graph.inputs().get(0)), metadata);
  }

  /**
   * Checks that the model takes this many images.
   *
   * @throws ModelException naming the file and what to do
   */
  void checkBatch(int maxBatch, Tensor input, Tensor output) {
    if (maxBatch == 1) return;
    boolean fixed = input.dims().get(0) != -1;
    if (fixed || !output.dims().isEmpty() && output.dims().get(0) != -1) {
      throw refused(
          "%s one image at a time, max batch is %d; use --max-batch 1, or %s dynamic=True",
          fixed ? "takes" : "answers", maxBatch, ModelFile.exportAdvice(file));
    }
  }

  private void checkWeights(Graph graph) {
    for (Message tensor : graph.initializers().values()) checkInside(tensor);
    for (Node node : graph.nodes()) {
      for (Message attribute : node.message().messages(Onnx.ATTRIBUTE)) {
        checkInside(attribute.message(Onnx.ATTRIBUTE_TENSOR));
      }
    }
  }

  private void checkInside(Message tensor) {
    if (tensor.number(Onnx.DATA_LOCATION) == Onnx.EXTERNAL) {
      throw refused(
          "keeps the weights %s in another file; save it in one file, or %s",
          tensor.text(Onnx.TENSOR_NAME), ModelFile.exportAdvice(file));
    }
  }

  private void checkType(String kind, Message value) {
    long type = Tensor.elementType(value);
    if (type == Onnx.FLOAT) return;
    throw refused(
        "its %s %s is %s, not float32; export without half=True",
        kind, value.text(Onnx.VALUE_NAME), Onnx.typeName(type));
  }

  private void checkInput(Tensor input, ModelMetadata metadata) {
    List<Long> dims = input.dims();
    List<Long> wanted =
        List.of(-1L, 3L, (long) metadata.inputHeight(), (long) metadata.inputWidth());
    boolean fits = dims.size() == wanted.size();
    for (int i = 1; fits && i < dims.size(); i++) {
      fits = dims.get(i) == -1 || dims.get(i).equals(wanted.get(i));
    }
    if (!fits) {
      throw refused(
          "its input %s is %s, not [batch, 3, %d, %d] as imgsz in its metadata says; %s",
          input.name(), dims, wanted.get(2), wanted.get(3), ModelFile.exportAdvice(file));
    }
    if (dims.get(0) > 1) {
      throw refused(
          "takes batches of exactly %d; %s dynamic=True",
          dims.get(0), ModelFile.exportAdvice(file));
    }
  }

  private ModelException refused(String rule, Object... values) {
    return new ModelException(file + ": " + rule.formatted(values));
  }
}
