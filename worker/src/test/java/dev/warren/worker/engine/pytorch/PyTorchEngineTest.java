package dev.warren.worker.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import java.io.IOException;
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
