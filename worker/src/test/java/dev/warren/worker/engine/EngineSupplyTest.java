package dev.warren.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.tensorrt.TensorRtConfig;
import dev.warren.worker.testing.DemoModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSupplyTest {
  private static EngineSupply supply(String engine, int maxBatch) {
    return EngineSupply.of(
        new EngineConfig(engine, DemoModel.onnx(), null, maxBatch, 1, TensorRtConfig.DEFAULT),
        PlanTools.NONE,
        true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "tensorrt"})
  void withoutTheDeviceTheSameModelRunsOnTheCpu(String engine) {
    try (Engine cpu = supply(engine, 64).withoutDevice().orElseThrow().get()) {
      assertThat(cpu.name()).isEqualTo("onnxruntime");
      assertThat(cpu.spec().name()).isEqualTo(DemoModel.NAME);
      assertThat(cpu.spec().maxBatch()).as("as large as usual, not as configured").isEqualTo(4);
    }
  }

  @Test
  void anEngineThatHasNoDeviceCannotLoseIt() {
    assertThat(supply("onnxruntime", 0).withoutDevice()).isEmpty();
    assertThat(supply("onnxruntime", 0).better()).isEmpty();
  }
}
