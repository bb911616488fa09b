package dev.warren.worker.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PyTorchEngineTest {
  @TempDir private Path folder;

  @Test
  void readsTheSpecFromTheFile() {
    Path stem = Path.of(TinyModels.path("tiny_detect").toString().replace(".torchscript", ""));
    try (Engine engine = Engines.load(EngineConfig.of(stem, 3))) {
      ModelSpec spec = engine.spec();
      assertThat(spec.name()).isEqualTo("tiny_detect");
      assertThat(spec.inputWidth()).isEqualTo(TinyModels.WIDTH);
      assertThat(spec.inputHeight()).isEqualTo(TinyModels.HEIGHT);
      assertThat(spec.classNames()).containsExactly("red", "green", "blue");
      assertThat(spec.head()).isEqualTo(Head.DETECT);
      assertThat(spec.maxBatch()).isEqualTo(3);
    }
  }

  @Test
  void takesNamesAsAListAndImgszAsANumberToo() {
    String json = "{\"imgsz\":[64,96],\"names\":[\"r\",\"g\",\"b\"]}";
    Path model = TinyModels.with(folder, "tiny_end_to_end", json);
    EngineConfig config =
        new EngineConfig("pytorch", model, "renamed", 1, 1, TensorRtConfig.DEFAULT);
    try (Engine engine = Engines.load(config)) {
      assertThat(engine.spec().classNames()).isEqualTo(List.of("r", "g", "b"));
      assertThat(engine.spec().head()).isEqualTo(Head.END_TO_END);
      assertThat(engine.spec().name()).isEqualTo("renamed");
    }
  }

  @Test
  void seesColoursAndPlacesOfPixels() throws EngineException {
    try (Engine engine = Engines.load(EngineConfig.of(TinyModels.path("tiny_detect"), 2));
        Lane lane = engine.openLane()) {
      // Second image: cell (column 4, row 1) is green, half as bright.
      ByteBuffer input = lane.input();
      for (int y = 16; y < 32; y++) {
        for (int x = 64; x < 80; x++) {
          input.put(engine.spec().imageBytes() + (y * TinyModels.WIDTH + x) * 3 + 1, (byte) 51);
        }
      }
      RawOutput out = lane.run(2);

      int anchors = 24;
      int cell = 6 + 4;
      int second = 7 * anchors;
      assertThat(out.data().get(second + cell)).isEqualTo(72);
      assertThat(out.data().get(second + anchors + cell)).isEqualTo(24);
      assertThat(out.data().get(second + 4 * anchors + cell)).isZero();
      assertThat(out.data().get(second + 5 * anchors + cell)).isCloseTo(51 / 255f, within(1e-6f));
      assertThat(out.data().get(5 * anchors + cell)).isZero();
    }
  }

  @Test
  void aFailedRunNamesTheCauseAndTheLaneGoesOn() throws EngineException {
    try (Engine engine = Engines.load(EngineConfig.of(TinyModels.path("tiny_detect"), 2));
        Lane lane = engine.openLane()) {
      byte[] white = new byte[engine.spec().imageBytes()];
      Arrays.fill(white, (byte) 255);
      lane.input().put(0, white);

      assertThatThrownBy(() -> lane.run(2))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("an all-white image");
      lane.input().put(0, new byte[white.length]);
      assertThat(lane.run(2).shape()).containsExactly(2, 7, 24);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"task\":\"detect\",\"imgsz\":[96,64],\"names\":[\"a\",\"b\",\"c\"]} | does not run on 1 image(s) of 64x96",
        "{\"task\":\"detect\",\"names\":[\"a\",\"b\",\"c\"]} | imgsz in its metadata is not [height, width] within 1..8192: absent",
        "names: [a, b] | metadata is not JSON",
        "[] | imgsz",
      })
  void refusesMetadataThatDoesNotFit(String config, String rule) {
    assertRefused(TinyModels.with(folder, "tiny_detect", config), 1, rule);
  }

  @Test
  void refusesFilesThatAreNoTorchScriptExport() throws IOException {
    Path export = folder.resolve("export.torchscript");
    Path checkpoint = folder.resolve("model.pt");
    try (var zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      zip.putNextEntry(new ZipEntry("model/data.pkl"));
    }
    byte[] bytes = Files.readAllBytes(TinyModels.path("tiny_detect"));
    Files.write(export, Arrays.copyOf(bytes, bytes.length / 2));

    assertRefused(TinyModels.with(folder, "tiny_detect", null), 1, "has no metadata");
    assertRefused(checkpoint, 1, "is a PyTorch checkpoint, not TorchScript; export one with: yolo");
    assertRefused(export, 1, "is not TorchScript, or cut short");
  }

  @Test
  void refusesABatchThatTheModelDoesNotTake() {
    Path model = TinyModels.path("tiny_batch_1");
    Engines.load(EngineConfig.of(model, 1)).close();

    assertRefused(model, 4, "does not run on 2 image(s)");
    assertRefused(model, 4, "use --max-batch 1");
  }

  private static void assertRefused(Path model, int maxBatch, String rule) {
    assertThatThrownBy(() -> Engines.load(EngineConfig.of(model, maxBatch)))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(model.toString())
        .hasMessageContaining(rule)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
