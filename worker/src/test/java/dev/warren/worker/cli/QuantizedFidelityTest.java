package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * INT8 exports of others, which quantise activations at run time: kernels of another CPU or version
 * of ONNX Runtime round differently, so boxes need to overlap by half only.
 */
class QuantizedFidelityTest {
  @ParameterizedTest
  @CsvSource({"yolo11n_int8, 640", "yolov8n_int8, 640", "yolo11n_int8_320, 320"})
  void agreesWithTheReferenceOfTheSameModel(String name, int side) throws IOException {
    Path model = TestData.folder().resolve("models").resolve(name + ".onnx");
    List<Path> files = new ArrayList<>(TestData.files("images/coco"));
    files.addAll(TestData.files("images/extra"));
    Agreement agreement = new Agreement(0.5);
    try (Engine engine = Engines.load(EngineConfig.of(model, 0))) {
      assertThat(engine.spec().inputWidth()).isEqualTo(side);
      assertThat(engine.spec().maxBatch()).isEqualTo(1);
      DetectRun run =
          new DetectRun(engine, DecodeConfig.DEFAULT, PostprocessConfig.DEFAULT, new StageTimes());
      for (FileDetections result : run.run(files, engine.suggestedLanes())) {
        String image = result.file().getFileName().toString();
        List<TestData.Expected> reference = TestData.expected("reference_int8/" + name, image);
        agreement.add(image, reference, ((FileDetections.Found) result).detections());
      }
    }
    System.out.println(name + ", " + files.size() + " images: " + agreement);
    assertThat(agreement.matched()).as("%s", agreement).isGreaterThanOrEqualTo(0.98);
  }
}
