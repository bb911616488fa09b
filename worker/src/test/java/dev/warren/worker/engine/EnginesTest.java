package dev.warren.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.testing.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
  @TempDir private Path folder;

  @Test
  void autoGoesByTheFileAndTakesOnnxWhereBothAre() {
    Path stem = DemoModel.onnx().resolveSibling(DemoModel.NAME);

    assertEngine("auto", DemoModel.onnx(), "onnxruntime");
    assertEngine("auto", DemoModel.torchScript(), "pytorch");
    assertEngine("auto", stem, "onnxruntime");
    assertEngine("onnxruntime", stem, "onnxruntime");
    assertEngine("pytorch", stem, "pytorch");
  }

  @Test
  void aStemFindsTheOneFileThatIsThere() throws IOException {
    Path net = folder.resolve("net");
    Files.copy(DemoModel.torchScript(), folder.resolve("net.torchscript"));

    assertEngine("auto", net, "pytorch");
    assertRefused(
        "onnxruntime", net, ".onnx: not found beside " + net + ".torchscript", "format=onnx");
  }

  @Test
  void refusesAFileOfTheOtherKind() {
    assertRefused(
        "pytorch",
        DemoModel.onnx(),
        "is ONNX, and the engine pytorch reads TorchScript; use --engine auto",
        "yolo export model=warren-demo.pt format=torchscript");
    assertRefused(
        "onnxruntime",
        DemoModel.torchScript(),
        "is TorchScript, and the engine onnxruntime reads ONNX; use --engine auto",
        "yolo export model=warren-demo.pt format=onnx");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path absent = folder.resolve("absent");
    Files.createFile(folder.resolve("checkpoint.pt"));

    assertRefused("auto", folder, "is a folder");
    assertRefused("auto", folder.resolve("nowhere/net"), "no such file, and no folder");
    assertRefused(
        "auto", absent, "no such file nor " + absent + ".onnx nor " + absent + ".torchscript");
    assertRefused("pytorch", absent, "no such file nor " + absent + ".torchscript; check the path");
    assertRefused("auto", folder.resolve("a.onnx"), "no such file; check the path", "format=onnx");
    assertRefused(
        "auto", folder.resolve("checkpoint"), "checkpoint.onnx: not found beside", "format=onnx");
  }

  @Test
  void anUnknownEngineIsToldTheKnownOnes() {
    assertThatThrownBy(() -> load("tpu", DemoModel.onnx()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("engine 'tpu' is not known; use auto, tensorrt, onnxruntime or pytorch");
  }

  @Test
  void batchesWhosePlanesNoBufferHoldsAreRefused() {
    assertThatThrownBy(() -> Engines.load(EngineConfig.of(DemoModel.onnx(), 1800)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("batches of 1800 take an input of 2211840000 bytes, limit 2147483647")
        .hasMessageEndingWith("; lower --max-batch");
  }

  /** 300 rows of 6 columns are no 296 classes at 6 anchors, of which no input is so small. */
  @Test
  void aHeadWithoutOverlapsIsKnownByItsColumns() {
    Path file = Path.of("model.onnx");
    assertThat(Head.of(file, new long[] {1, 300, 6}, 1, 296)).isEqualTo(Head.END_TO_END);
    assertThat(Head.of(file, new long[] {1, 300, 21}, 1, 296)).isEqualTo(Head.DETECT);
    assertThat(Head.of(file, new long[] {1, 6, 8400}, 1, 2)).isEqualTo(Head.DETECT);
  }

  private static Engine load(String engine, Path model) {
    return Engines.load(new EngineConfig(engine, model, null, 1, 1, TensorRtConfig.DEFAULT));
  }

  private static void assertEngine(String engine, Path model, String expected) {
    try (Engine loaded = load(engine, model)) {
      assertThat(loaded.name()).isEqualTo(expected);
    }
  }

  private static void assertRefused(String engine, Path model, String... rules) {
    assertThatThrownBy(() -> load(engine, model))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(model.toString())
        .hasMessageContainingAll(rules)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
