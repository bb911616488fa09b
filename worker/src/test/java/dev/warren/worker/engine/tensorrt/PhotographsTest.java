package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.parity.ParityCheck;
import dev.warren.worker.parity.PictureFolder;
import dev.warren.worker.testing.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * YOLO11n from file to engine in each precision, tried on photographs as a worker would: the limits
 * of the parity check let a right plan pass. In the fake's FP32 and FP16 numbers are float.
 */
class PhotographsTest {
  private static final int PHOTOGRAPHS = 8;

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aRightPlanPassesItsParityCheck(Precision precision, @TempDir Path cache) throws IOException {
    Path model = TestData.yolo11nOnnx();
    Path photographs = Files.createDirectory(cache.resolve("photographs"));
    for (Path photograph : TestData.files("images/coco").subList(0, PHOTOGRAPHS)) {
      Files.copy(photograph, photographs.resolve(photograph.getFileName()));
    }
    FakeGpu gpu = new FakeGpu(FakeGpu.H100);
    TensorRtConfig config = new TensorRtConfig(0, precision, 3, photographs, photographs, cache);
    PlanTools tools =
        new PlanTools(PictureFolder::open, new ParityCheck(PictureFolder::open, photographs));
    try (Engine engine =
        new PlanLoader(gpu, config, new ModelFile(model, "yolo11n"), 2)
            .load(tools, () -> Engines.load(EngineConfig.of(model, 1)))) {
      assertThat(engine.spec().maxBatch()).isEqualTo(2);
    }
    assertThat(gpu.builds).hasSize(1);
    assertThat(gpu.open()).isZero();
  }
}
