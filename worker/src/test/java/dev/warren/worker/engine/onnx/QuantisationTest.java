package dev.warren.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.engine.onnxruntime.ActivationRanges;
import dev.warren.worker.testing.OnnxRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantisationTest {
  private static final int SIDE = ConvModel.SIDE;

  @TempDir private Path folder;

  private OnnxModel model;
  private Quantisation quantisation;

  @BeforeEach
  void read() throws IOException {
    model = OnnxModel.read(Files.write(folder.resolve("conv.onnx"), ConvModel.bytes()));
    quantisation = Quantisation.of(model);
  }

  @Test
  void choosesPlainConvolutionsInTheMiddle() {
    List<QuantisedConv> convs = QuantisedConv.choose(model.graph());
    assertThat(convs)
        .extracting(QuantisedConv::weights)
        .containsExactly("wide_weights", "behind_weights", "shared_weights", "again_weights");
    assertThat(quantisation.tensors()).containsExactly("depthwise", "first_relu", "wide");
  }

  @Test
  void eachTensorHasOnePairWhoeverReadsIt() {
    OnnxModel quantised = quantisation.with(calibrated());
    assertThat(quantised.isQuantised()).isTrue();
    Graph graph = quantised.graph();
    for (String tensor : new String[] {"depthwise", "first_relu", "wide", "shared_weights"}) {
      assertThat(graph.nodes())
          .filteredOn(node -> node.operator().equals("QuantizeLinear"))
          .filteredOn(node -> node.inputs().get(0).equals(tensor))
          .as(tensor)
          .hasSize(1);
    }
    assertThat(conv(graph, "shared").inputs().get(0))
        .isEqualTo(conv(graph, "again").inputs().get(0))
        .isNotEqualTo("wide");
    assertThat(conv(graph, "depthwise").inputs()).containsExactly("wide", "depthwise_weights");
    assertThat(conv(graph, "last").inputs()).containsExactly("three", "last_weights");
  }

  @Test
  void scalesAreTheRangesInSteps() {
    Calibration calibration = new Calibration(quantisation);
    calibration.activations("first_relu", FloatBuffer.wrap(new float[] {0.5f, 2f, 1.5f}));
    Graph graph = quantisation.with(calibration).graph();
    Node behind = node(graph, conv(graph, "wide").inputs().get(0));
    Message scale = graph.initializers().get(behind.inputs().get(1));
    assertThat(floats(scale)[0]).isCloseTo(2f / 127, within(2e-4f));
    assertThat(scale.has(Onnx.DIMS)).as("one for the whole tensor").isFalse();
    assertThat(graph.initializers().get(behind.inputs().get(2)).number(Onnx.DATA_TYPE))
        .isEqualTo(Onnx.INT8);

    Node weights = node(graph, conv(graph, "wide").inputs().get(1));
    float[] steps = floats(graph.initializers().get(weights.inputs().get(1)));
    float[] largest = Initializer.largest(model.graph().initializers().get("wide_weights"));
    assertThat(weights.number("axis", -1)).isZero();
    assertThat(steps).hasSize(8);
    for (int i = 0; i < 8; i++) assertThat(steps[i]).isEqualTo(largest[i] / 127);

    Node unseen = node(graph, conv(graph, "behind").inputs().get(0));
    assertThat(floats(graph.initializers().get(unseen.inputs().get(1)))[0])
        .as("TensorRT takes positive scales alone")
        .isPositive();
  }

  @Test
  void theQuantisedModelIsCloseAndFailsWithWrongScales() throws Exception {
    double error = error(quantisation.with(calibrated()));
    Calibration narrow = new Calibration(quantisation);
    Calibration wide = new Calibration(quantisation);
    for (String tensor : quantisation.tensors()) {
      narrow.activations(tensor, FloatBuffer.wrap(new float[] {0.2f}));
      wide.activations(tensor, FloatBuffer.wrap(new float[] {400f}));
    }
    assertThat(error).isBetween(1e-5, 0.02);
    assertThat(error(quantisation.with(narrow))).isGreaterThan(0.1);
    assertThat(error(quantisation.with(wide))).isGreaterThan(0.1);
  }

  @Test
  void pixelsAndQuantisationGoTogether() throws Exception {
    OnnxModel quantised = quantisation.with(calibrated());
    ByteBuffer pixels = image(7);
    try (OnnxRun planes = new OnnxRun(quantised.bytes());
        OnnxRun direct = new OnnxRun(quantised.withPixelInput().onnx())) {
      assertThat(direct.pixels(pixels, 1, SIDE, SIDE, 3).data())
          .isEqualTo(planes.planes(pixels, 1, SIDE, SIDE, 3).data());
    }
  }

  @Test
  void refusesModelsThatCannotBeQuantised() throws IOException {
    OnnxModel tiny = OnnxModel.read(new TinyOnnx().write(folder, "tiny"));
    assertThatThrownBy(() -> Quantisation.of(tiny))
        .isInstanceOf(ModelException.class)
        .hasMessage(tiny.file() + ": has no convolution to quantise; use --precision fp16");
    TinyOnnx old = new TinyOnnx();
    old.opset = 12;
    assertThatThrownBy(() -> Quantisation.of(OnnxModel.read(old.write(folder, "old"))))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("of opset 12, INT8 takes 13 and newer; export one with")
        .hasMessageEndingWith(" opset=17");
    byte[] onnx = quantisation.with(calibrated()).bytes();
    OnnxModel twice = OnnxModel.read(Files.write(folder.resolve("twice.onnx"), onnx));
    assertThatThrownBy(() -> Quantisation.of(twice))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is quantised already; leave --calibration out");
  }

  @Test
  void aCalibrationNeedsImagesOfTheModelsSize() {
    assertThatThrownBy(() -> ActivationRanges.measure(quantisation, List.of(), 1))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(model.file() + ": there is no image to calibrate with");
    List<ByteBuffer> small = List.of(image(1), ByteBuffer.allocateDirect(3));
    assertThatThrownBy(() -> ActivationRanges.measure(quantisation, small, 1))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(model.file() + ": does not run on calibration image 2: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void theDigestTellsImagesAndTheirOrderApart() {
    String digest = digest("ab", "c");
    assertThat(digest).hasSize(64).isEqualTo(digest("ab", "c"));
    assertThat(List.of(digest("ab"), digest("c", "ab"), digest("ab", "d"), digest("a", "bc")))
        .doesNotContain(digest);
  }

  private static String digest(String... images) {
    return Calibration.digest(Stream.of(images).map(String::getBytes).toList());
  }

  private Calibration calibrated() {
    List<ByteBuffer> images = new ArrayList<>();
    for (int seed = 0; seed < 16; seed++) images.add(image(seed));
    return ActivationRanges.measure(quantisation, images, 1);
  }

  /** Relative, of images that were not seen. */
  private double error(OnnxModel quantised) throws Exception {
    double difference = 0;
    double sum = 0;
    try (OnnxRun before = new OnnxRun(model.bytes());
        OnnxRun after = new OnnxRun(quantised.bytes())) {
      for (int seed = 100; seed < 110; seed++) {
        ByteBuffer pixels = image(seed);
        RawOutput expected = before.planes(pixels, 1, SIDE, SIDE, 3);
        RawOutput found = after.planes(pixels, 1, SIDE, SIDE, 3);
        for (int i = 0; i < expected.data().remaining(); i++) {
          double value = expected.data().get(i);
          difference += Math.pow(found.data().get(i) - value, 2);
          sum += value * value;
        }
      }
    }
    return Math.sqrt(difference / sum);
  }

  private static Node conv(Graph graph, String output) {
    Node node = node(graph, output);
    assertThat(node.operator()).isEqualTo("Conv");
    return node;
  }

  private static Node node(Graph graph, String output) {
    return graph.nodes().stream().filter(n -> n.outputs().contains(output)).findFirst().get();
  }

  private static float[] floats(Message tensor) {
    ByteString data = tensor.bytes(Onnx.RAW_DATA);
    FloatBuffer values =
        ByteBuffer.wrap(data.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] result = new float[values.remaining()];
    values.get(result);
    return result;
  }

  private static ByteBuffer image(int seed) {
    byte[] bytes = new byte[SIDE * SIDE * 3];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
