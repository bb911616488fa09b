package dev.warren.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.OnnxRun;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pixels give what planes gave, bit for bit. */
class PixelInputTest {
  @TempDir private Path folder;

  @Test
  void theTinyModelsAnswerAsBefore() throws Exception {
    for (int batch : new int[] {0, 1}) {
      for (boolean endToEnd : new boolean[] {false, true}) {
        TinyOnnx tiny = new TinyOnnx();
        tiny.batch = batch;
        tiny.endToEnd = endToEnd;
        assertSame(tiny.write(folder, "tiny"), batch == 0 ? 3 : 1);
      }
    }
  }

  @Test
  void anOldOpsetIsNoObstacle() throws Exception {
    TinyOnnx tiny = new TinyOnnx();
    tiny.opset = 11;
    assertSame(tiny.write(folder, "old"), 2);
  }

  @Test
  void theDemoModelAnswersAsBefore() throws Exception {
    assertSame(DemoModel.onnx(), 1);
    assertSame(DemoModel.onnx(), 3);
  }

  @Test
  void yolo11nAnswersAsBefore() throws Exception {
    assertSame(TestData.yolo11nOnnx(), 1);
    assertSame(TestData.yolo11nOnnx(), 3);
  }

  @Test
  void sizesThatTheFileLeavesOpenBecomeThoseOfTheMetadata() throws Exception {
    TinyOnnx tiny = new TinyOnnx();
    tiny.inputHeight = 0;
    tiny.statedHeight = 0;
    Path file = tiny.write(folder, "open");
    Message graph = graph(OnnxModel.read(file).withPixelInput());
    Tensor input = Tensor.of(graph.message(Onnx.INPUT));
    assertThat(input.dims()).containsExactly(-1L, 64L, 96L, 3L);
    assertThat(Tensor.shape(graph.message(Onnx.INPUT)).messages(Onnx.DIMENSION).get(0))
        .extracting(dim -> dim.text(Onnx.DIM_PARAM))
        .isEqualTo("batch");
    assertSame(file, 3);
  }

  @Test
  void wrongNotesAboutTensorsInBetweenAreLeftOut() throws Exception {
    TinyOnnx tiny = new TinyOnnx();
    tiny.statedHeight = 65;
    OnnxModel model = OnnxModel.read(tiny.write(folder, "noted"));
    assertThat(graph(model.withPixelInput()).has(Onnx.VALUE_INFO)).isFalse();
    try (OnnxRun run = new OnnxRun(model.withPixelInput().onnx())) {
      assertThat(run.pixels(noise(1, 64, 96), 1, 64, 96, 3).shape()).containsExactly(1, 7, 24);
    }
  }

  @Test
  void namesThatAreTakenAreAvoided() throws Exception {
    TinyOnnx tiny = new TinyOnnx();
    tiny.inputName = "warren_pixels";
    Path file = tiny.write(folder, "taken");
    assertThat(OnnxModel.read(file).withPixelInput().input()).isEqualTo("warren_pixels1");
    assertSame(file, 2);
  }

  /** The file's parts that have nothing to do with the input are still there, byte by byte. */
  @Test
  void nothingElseChanges() throws IOException {
    OnnxModel model = OnnxModel.read(DemoModel.onnx());
    Message before = Message.parse(ByteString.copyFrom(model.bytes()));
    PixelModel pixels = model.withPixelInput();
    Message after = Message.parse(ByteString.copyFrom(pixels.onnx()));
    assertThat(after.without(Onnx.GRAPH).bytes()).isEqualTo(before.without(Onnx.GRAPH).bytes());
    Message oldGraph = before.message(Onnx.GRAPH);
    Message newGraph = after.message(Onnx.GRAPH);
    int nodes = oldGraph.messages(Onnx.NODE).size();
    assertThat(newGraph.messages(Onnx.NODE)).hasSize(nodes + 3);
    for (int i = 0; i < nodes; i++) {
      assertThat(newGraph.messages(Onnx.NODE).get(i + 3).bytes())
          .isEqualTo(oldGraph.messages(Onnx.NODE).get(i).bytes());
    }
    assertThat(newGraph.bytes(Onnx.OUTPUT)).isEqualTo(oldGraph.bytes(Onnx.OUTPUT));
    assertThat(newGraph.messages(Onnx.INITIALIZER))
        .hasSize(oldGraph.messages(Onnx.INITIALIZER).size() + 1);
    String text = new String(pixels.onnx(), StandardCharsets.ISO_8859_1);
    assertThat(text).contains("warren_pixels");
  }

  private static Message graph(PixelModel model) {
    return Message.parse(ByteString.copyFrom(model.onnx())).message(Onnx.GRAPH);
  }

  private static void assertSame(Path file, int count) throws IOException, OrtException {
    OnnxModel model = OnnxModel.read(file);
    int height = model.metadata().inputHeight();
    int width = model.metadata().inputWidth();
    ByteBuffer pixels = noise(count, height, width);
    try (OnnxRun before = new OnnxRun(Files.readAllBytes(file));
        OnnxRun after = new OnnxRun(model.withPixelInput().onnx())) {
      RawOutput expected = before.planes(pixels, count, height, width, 3);
      RawOutput found = after.pixels(pixels, count, height, width, 3);
      assertThat(found.shape()).isEqualTo(expected.shape());
      assertThat(found.data()).isEqualTo(expected.data());
      assertThat(found.data().get(found.data().limit() - 1)).isNotNaN();
    }
  }

  private static ByteBuffer noise(int count, int height, int width) {
    byte[] bytes = new byte[count * height * width * 3];
    new Random(height + count).nextBytes(bytes);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
