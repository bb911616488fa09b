package dev.warren.worker.engine.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.onnx.TinyOnnx;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.testing.DemoModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxRuntimeEngineTest {
  private static final int ANCHORS = 24;

  @TempDir private Path folder;

  private final TinyOnnx tiny = new TinyOnnx();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "task  | segment                | was trained for 'segment'",
        "names | {0: 'a'}               | its output has 3 classes, its metadata names 1",
        "names | {0: 'a', 2: 'b'}       | names in its metadata has no class 1",
        "names | {0: 'a', 1: 7, 2: 'c'} | names in its metadata has no class 1",
        "names | {0: 'a', 0: 'b'}       | not a Python literal: a key is there twice",
        "names | {0: 'a                 | not a Python literal: a string does not end",
        "names | {}                     | has no class names",
        "names |                        | has no class names",
        "imgsz |                        | imgsz in its metadata is not [height, width] within 1..8192: absent",
        "imgsz | [64, -1]               | imgsz in its metadata",
        "imgsz | [64, 96]]              | not a Python literal: the end was expected at character 8",
        "imgsz | [96, 64]               | does not run on 1 image(s) of 64x96, the imgsz in its metadata: Got invalid",
      })
  void refusesMetadataThatDoesNotFit(String field, String value, String rule) {
    if (value == null) {
      tiny.metadata.remove(field);
    } else {
      tiny.metadata.put(field, value);
    }
    assertRefused(tiny.write(folder, "tiny"), 1, rule);
  }

  @Test
  void takesNamesAndImgszAsTheyAlsoOccur() {
    tiny.metadata.put("names", "['r', \"g's\", 'b']");
    tiny.metadata.put("imgsz", "(64, 96)");
    try (Engine engine = Engines.load(EngineConfig.of(tiny.write(folder, "tiny"), 1))) {
      assertThat(engine.spec().classNames()).containsExactly("r", "g's", "b");
      assertThat(engine.spec().inputHeight()).isEqualTo(64);
    }
  }

  @Test
  void refusesFilesThatAreNoOnnxExport() throws IOException {
    byte[] onnx = Files.readAllBytes(DemoModel.onnx());
    byte[] script = Files.readAllBytes(DemoModel.torchScript());
    byte[] cut = Arrays.copyOf(onnx, onnx.length / 2);

    for (byte[] content :
        new byte[][] {{}, {8, 7}, "text".getBytes(StandardCharsets.UTF_8), script, cut}) {
      Path file = Files.write(folder.resolve("net.onnx"), content);
      assertRefused(file, 1, "is not ONNX, or cut short");
      assertRefused(file, 1, "copy it again, or export one with: yolo export model=net.pt");
    }
    tiny.metadata.clear();
    assertRefused(tiny.write(folder, "bare"), 1, "has no metadata");
  }

  @Test
  void refusesGraphsThatItCannotServe() {
    tiny.poolOperator = "NoSuchOperator";
    assertRefused(tiny.write(folder, "operator"), 1, "NoSuchOperator");
    TinyOnnx half = new TinyOnnx();
    half.inputType = TinyOnnx.FLOAT16;
    assertRefused(half.write(folder, "half"), 1, "its input images is FLOAT16, not float32");
    assertRefused(folder.resolve("half.onnx"), 1, "export without half=True");
    TinyOnnx two = new TinyOnnx();
    two.secondInput = true;
    assertRefused(two.write(folder, "two"), 1, "has 2 inputs, not one");
    TinyOnnx three = new TinyOnnx();
    three.batch = 3;
    assertRefused(three.write(folder, "three"), 0, "index: 0 Got: 1 Expected: 3");
  }

  @Test
  void aModelOfOneImageIsServedOneByOneUnlessMoreIsAskedFor() {
    tiny.batch = 1;
    Path one = tiny.write(folder, "one");
    Path any = new TinyOnnx().write(folder, "any");

    assertRefused(one, 4, "does not run on 2 image(s)");
    assertRefused(one, 4, "use --max-batch 1, or export with dynamic=True");
    assertThat(maxBatch(one, 1)).isEqualTo(1);
    assertThat(maxBatch(one, 0)).isEqualTo(1);
    assertThat(maxBatch(any, 0)).isEqualTo(4);
  }

  @Test
  void runsTakeSeveralThreadsToo() throws EngineException {
    EngineConfig config =
        new EngineConfig(
            "onnxruntime", tiny.write(folder, "tiny"), "renamed", 2, 2, TensorRtConfig.DEFAULT);
    try (Engine engine = Engines.load(config);
        Lane lane = engine.openLane()) {
      assertThat(lane.run(2).shape()).containsExactly(2, 7, ANCHORS);
      assertThat(engine.spec().name()).isEqualTo("renamed");
    }
  }

  /** As versions from 1.29.0 on do, unless an environment variable forbids it. */
  @Test
  void theLibraryHasNobodyToCall() throws IOException {
    try (InputStream in =
        Engine.class.getResourceAsStream("/ai/onnxruntime/native/linux-x64/libonnxruntime.so")) {
      String library = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(library.contains("GetApi")).isTrue();
      assertThat(library.contains("events.data.microsoft.com")).isFalse();
    }
  }

  private static int maxBatch(Path model, int asked) {
    try (Engine engine = Engines.load(EngineConfig.of(model, asked))) {
      return engine.spec().maxBatch();
    }
  }

  private static void assertRefused(Path model, int maxBatch, String rule) {
    assertThatThrownBy(() -> Engines.load(EngineConfig.of(model, maxBatch)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(model.toString())
        .hasMessageContaining(rule)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", ".cc:", "Error code"));
  }
}
