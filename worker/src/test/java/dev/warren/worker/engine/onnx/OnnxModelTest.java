package dev.warren.worker.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.ModelException;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
  private static final int DEMO_CUTS = 50;
  private static final int MUTATIONS = 3_000;

  @TempDir private Path folder;

  @Test
  void readsWhatTheFileSays() {
    OnnxModel model = OnnxModel.read(new TinyOnnx().write(folder, "tiny"));
    assertThat(model.metadata().classNames()).containsExactly("red", "green", "blue");
    assertThat(model.metadata().inputWidth()).isEqualTo(TinyOnnx.WIDTH);
    assertThat(model.opset()).isEqualTo(13);
    assertThat(model.hasDynamicBatch()).isTrue();
    assertThat(model.isQuantised()).isFalse();
  }

  @Test
  void readsTheDemoModelAndLeavesItAsItIs() throws IOException {
    OnnxModel model = OnnxModel.read(DemoModel.onnx());
    assertThat(model.metadata().inputHeight()).isEqualTo(320);
    assertThat(model.bytes()).isEqualTo(Files.readAllBytes(DemoModel.onnx()));
  }

  @Test
  void batchesNeedAnOpenFirstAxis() {
    TinyOnnx any = new TinyOnnx();
    OnnxModel.read(any.write(folder, "any")).requireBatch(64);
    TinyOnnx one = new TinyOnnx();
    one.batch = 1;
    OnnxModel model = OnnxModel.read(one.write(folder, "one"));
    model.requireBatch(1);
    assertThat(model.hasDynamicBatch()).isFalse();
    assertRefused(
        tiny -> tiny.batch = 1,
        file -> OnnxModel.read(file).requireBatch(2),
        "takes one image at a time, max batch is 2; use --max-batch 1, or export one with: yolo"
            + " export model=tiny.pt format=onnx dynamic=True");
    assertRefused(
        tiny -> tiny.outputBatch = 1,
        file -> OnnxModel.read(file).requireBatch(2),
        "answers one image at a time");
    assertRefused(
        tiny -> tiny.batch = 3, OnnxModel::read, "takes batches of exactly 3; export one with");
  }

  @Test
  void refusesWhatTensorRtCannotTake() {
    assertRefused(
        tiny -> tiny.inputType = TinyOnnx.FLOAT16,
        OnnxModel::read,
        "its input images is FLOAT16, not float32; export without half=True");
    assertRefused(tiny -> tiny.secondInput = true, OnnxModel::read, "has 2 inputs, not one");
    assertRefused(
        tiny -> tiny.weightsOutside = true,
        OnnxModel::read,
        "keeps the weights far in another file; save it in one file, or export one with");
    assertRefused(
        tiny -> tiny.opset = 8, OnnxModel::read, "of opset 8, TensorRT takes 9 and newer");
    assertRefused(
        tiny -> tiny.inputHeight = 128,
        OnnxModel::read,
        "its input images is [-1, 3, 128, 96], not [batch, 3, 64, 96] as imgsz");
    for (String operator : new String[] {"ConvInteger", "MatMulInteger", "DynamicQuantizeLinear"}) {
      assertRefused(
          tiny -> tiny.poolOperator = operator,
          OnnxModel::read,
          "is quantised with " + operator + ", which TensorRT does not have; export it without");
    }
    assertRefused(tiny -> tiny.metadata.clear(), OnnxModel::read, "has no metadata");
    assertRefused(
        tiny -> tiny.metadata.put("task", "segment"), OnnxModel::read, "trained for 'segment'");
  }

  @Test
  void refusesQuantisedExportsOfOthers() {
    Path file = TestData.folder().resolve("models/yolo11n_int8.onnx");
    assertThatThrownBy(() -> OnnxModel.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is quantised with ConvInteger");
  }

  @Test
  void refusesFilesThatAreNoOnnx() throws IOException {
    byte[] script = Files.readAllBytes(DemoModel.torchScript());
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    for (byte[] content : new byte[][] {{}, {8, 7}, text, script}) {
      Path file = Files.write(folder.resolve("net.onnx"), content);
      assertThatThrownBy(() -> OnnxModel.read(file))
          .isInstanceOf(ModelException.class)
          .hasMessageStartingWith(file + ": is not ONNX, or cut short: ")
          .hasMessageContaining("copy it again, or export one with: yolo export model=net.pt");
    }
    byte[] onnx = new TinyOnnx().bytes();
    byte[] more = Arrays.copyOf(onnx, onnx.length + 9);
    more[onnx.length] = 1 << 3 | 4; // the end of a group that never began
    Path file = Files.write(folder.resolve("more.onnx"), more);
    assertThatThrownBy(() -> OnnxModel.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file + ": is not ONNX, or cut short: ");
    assertThatThrownBy(() -> OnnxModel.read(folder.resolve("absent.onnx")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aCutFileIsRefusedWhereverItIsCut() throws IOException {
    byte[] tiny = new TinyOnnx().bytes();
    for (int length = 0; length < tiny.length; length++) {
      readOrRefuse(Arrays.copyOf(tiny, length));
    }
    byte[] demo = Files.readAllBytes(DemoModel.onnx());
    Random random = new Random(21);
    for (int i = 0; i < DEMO_CUTS; i++) {
      byte[] cut = Arrays.copyOf(demo, random.nextInt(demo.length - 1000));
      assertThat(readOrRefuse(cut)).as("cut at %d", cut.length).isFalse();
    }
  }

  @Test
  void aDamagedFileGivesAModelOrAModelException() throws IOException {
    byte[] whole = ConvModel.bytes();
    Random random = new Random(22);
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = whole.clone();
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(damaged.length);
        damaged[at] =
            random.nextBoolean()
                ? (byte) random.nextInt(256)
                : (byte) (damaged[at] ^ 1 << random.nextInt(8));
      }
      if (readOrRefuse(damaged)) read++;
    }
    assertThat(read).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  /** Reads and edits in every way there is. */
  private boolean readOrRefuse(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("net.onnx"), content);
    try {
      OnnxModel model = OnnxModel.read(file);
      model.requireBatch(2);
      assertThat(model.withPixelInput().onnx()).isNotEmpty();
      Quantisation quantisation = Quantisation.of(model);
      assertThat(quantisation.observed().onnx()).isNotEmpty();
      assertThat(quantisation.with(new Calibration(quantisation)).isQuantised()).isTrue();
      return true;
    } catch (ModelException e) {
      assertThat(e.getMessage()).startsWith(file + ": ").doesNotContain("\n");
      return false;
    }
  }

  private void assertRefused(Consumer<TinyOnnx> change, Consumer<Path> use, String rule) {
    TinyOnnx tiny = new TinyOnnx();
    change.accept(tiny);
    Path file = tiny.write(folder, "tiny");
    assertThatThrownBy(() -> use.accept(file))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(rule);
  }
}
