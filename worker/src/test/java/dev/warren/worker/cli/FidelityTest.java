package dev.warren.worker.cli;

import dev.warren.worker.testing.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The same weights on every engine, against the same reference. */
class FidelityTest {
  @Nested
  class OnPyTorch extends Fidelity {
    @Override
    Path model() {
      return TestData.yolo11n();
    }
  }

  @Nested
  class OnOnnxRuntime extends Fidelity {
    @Override
    Path model() {
      return TestData.yolo11nOnnx();
    }
  }
}
