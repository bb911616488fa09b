package dev.warren.worker.engine.onnx;

import com.google.protobuf.UnsafeByteOperations;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX export as TensorRT can take it: float32, one input of [batch, 3, height, width], all in
 * one file. It is edited as a file, before any runtime reads it. Immutable; holds the whole file.
 */
public final class OnnxModel {
  /** Detection models have some hundred MB at most. */
  private static final long MAX_BYTES = 1L << 30;

  private final Path file;
  private final Message model;
  private final Graph graph;
  private final long opset;
  private final ModelMetadata metadata;
  private final Tensor input;
  private final Tensor output;

  private OnnxModel(Path file, Message model) {
    this.file = file;
    this.model = model;
    Message found = model.message(Onnx.GRAPH);
    if (!model.has(Onnx.GRAPH)) throw new MalformedException("it has no graph");
    graph = Graph.of(found);
    opset = opset(model);
    metadata = OnnxMetadata.read(file, properties(model));
    new TensorRtRules(file).check(graph, opset, metadata);
    input = Tensor.of(graph.inputs().get(0));
    output = Tensor.of(graph.outputs().get(0));
  }

  /**
   * @throws ModelException naming the file, what is wrong with it or what TensorRT cannot take, and
   *     what to do
   */
  public static OnnxModel read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new ModelException(
            "%s: %d bytes, larger than %d: is no detection model".formatted(file, size, MAX_BYTES));
      }
      byte[] bytes = Files.readAllBytes(file);
      return new OnnxModel(file, Message.parse(UnsafeByteOperations.unsafeWrap(bytes)));
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (MalformedException e) {
      throw unreadable(file, e);
    }
  }

  static ModelException unreadable(Path file, MalformedException e) {
    return new ModelException(
        "%s: is not ONNX, or cut short: %s; copy it again, or %s"
            .formatted(file, e.getMessage(), ModelFile.exportAdvice(file)),
        e);
  }

  public Path file() {
    return file;
  }

  public ModelMetadata metadata() {
    return metadata;
  }

  /** Version of the ONNX operators that the graph is made of. */
  public long opset() {
    return opset;
  }

  /** Whether the file leaves open how many images a run has. */
  public boolean hasDynamicBatch() {
    return input.dims().get(0) == -1;
  }

  /** Whether quantise and dequantise nodes are there, of training or of {@link Quantisation}. */
  public boolean isQuantised() {
    return graph.operators().contains("DequantizeLinear");
  }

  /**
   * Checks that runs of up to this many images are possible.
   *
   * @throws ModelException with the advice to export with {@code dynamic=True}
   */
  public void requireBatch(int maxBatch) {
    new TensorRtRules(file).checkBatch(maxBatch, input, output);
  }

  /**
   * The same network behind pixels: the input becomes uint8 [batch, height, width, 3] with the
   * batch as it was and the sizes of the metadata; only the first output stays.
   */
  public PixelModel withPixelInput() {
    return withPixelInput(graph.outputs().subList(0, 1));
  }

  /** The same network behind pixels, with these ValueInfoProtos as outputs. */
  PixelModel withPixelInput(List<Message> outputs) {
    String name = graph.freshName("warren_pixels");
    Graph edited =
        PixelInput.edit(graph, name, metadata.inputHeight(), metadata.inputWidth())
            .withOutputs(outputs);
    return new PixelModel(name, file(edited).toByteArray());
  }

  /** The file's content. */
  public byte[] bytes() {
    return model.toByteArray();
  }

  Graph graph() {
    return graph;
  }

  /** The same with another graph. */
  OnnxModel with(Graph edited) {
    return new OnnxModel(file, file(edited));
  }

  private Message file(Graph edited) {
    return model.without(Onnx.GRAPH).with(Onnx.GRAPH, edited.message());
  }

  private static long opset(Message model) {
    return model.messages(Onnx.OPSET_IMPORT).stream()
        .filter(set -> List.of("", "ai.onnx").contains(set.text(Onnx.OPSET_DOMAIN)))
        .mapToLong(set -> set.number(Onnx.OPSET_VERSION))
        .max()
        .orElseThrow(() -> new MalformedException("it names no version of ONNX's operators"));
  }

  private static Map<String, String> properties(Message model) {
    Map<String, String> result = new LinkedHashMap<>();
    for (Message entry : model.messages(Onnx.METADATA_PROPS)) {
      result.put(entry.text(Onnx.KEY), entry.text(Onnx.VALUE));
    }
    return result;
  }
}
