package dev.warren.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.tensorrt.InstalledGpu;
import dev.warren.worker.testing.DemoModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a fake GPU. */
class PlannedSupplyTest {
  @TempDir Path cache;
  private final InstalledGpu gpu = new InstalledGpu();

  @AfterEach
  void takeAway() {
    gpu.close();
  }

  private EngineConfig config(String engine) {
    return new EngineConfig(engine, DemoModel.onnx(), null, 2, 1, gpu.config(cache));
  }

  private EngineSupply supply(String engine, boolean mayStandIn) {
    return EngineSupply.of(config(engine), PlanTools.NONE, mayStandIn);
  }

  private static String nameOf(Supplier<Engine> supplier) {
    try (Engine engine = supplier.get()) {
      return engine.name();
    }
  }

  @Test
  void theCpuStandsInUntilThePlanIsBuilt() {
    EngineSupply supply = supply("tensorrt", true);
    assertThat(nameOf(supply::first)).isEqualTo("onnxruntime");
    assertThat(gpu.builds()).isZero();
    assertThat(nameOf(supply.better().orElseThrow())).isEqualTo("tensorrt");
    assertThat(gpu.builds()).isEqualTo(1);
  }

  @Test
  void nobodyStandsInWhereThePlanIsThere() {
    Engines.load(config("tensorrt"), PlanTools.NONE).close();
    EngineSupply supply = supply("tensorrt", true);
    assertThat(supply.better()).isEmpty();
    assertThat(nameOf(supply::first)).isEqualTo("tensorrt");
    assertThat(gpu.builds()).isEqualTo(1);
  }

  /** What was said to follow does follow, though another worker builds the plan meanwhile. */
  @Test
  void looksForThePlanOnce() {
    EngineSupply supply = supply("tensorrt", true);
    assertThat(supply.better()).isPresent();
    Engines.load(config("tensorrt"), PlanTools.NONE).close();
    assertThat(nameOf(supply::first)).isEqualTo("onnxruntime");
    assertThat(nameOf(supply.better().orElseThrow())).isEqualTo("tensorrt");
    assertThat(gpu.builds()).isEqualTo(1);
  }

  @Test
  void nobodyStandsInWhereTheServiceIsToWait() {
    EngineSupply supply = supply("tensorrt", false);
    assertThat(supply.better()).isEmpty();
    assertThat(nameOf(supply::first)).isEqualTo("tensorrt");
    assertThat(gpu.builds()).isEqualTo(1);
  }

  @Test
  void onlyWhoAsksByNameCannotDoWithoutThePlan() {
    assertThat(supply("tensorrt", true).needsBetter()).isTrue();
    assertThat(supply("auto", true).needsBetter()).isFalse();
  }

  /** Batches as large as the GPU's would take gigabytes on the CPU, and nobody runs them there. */
  @Test
  void aPlanIsComparedWithOneImageAtATime() {
    List<Integer> batches = new ArrayList<>();
    PlanTools tools =
        new PlanTools(
            PlanTools.NONE.pictures(),
            (reference, built, precision) ->
                batches.addAll(List.of(reference.spec().maxBatch(), built.spec().maxBatch())));
    Engines.load(config("tensorrt"), tools).close();
    Engines.compile(config("tensorrt"), tools, true);
    assertThat(batches).containsExactly(1, 2, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "tensorrt"})
  void withoutTheDeviceTheSameModelRunsOnTheCpu(String engine) {
    EngineConfig asked = new EngineConfig(engine, DemoModel.onnx(), null, 64, 1, gpu.config(cache));
    EngineSupply supply = EngineSupply.of(asked, PlanTools.NONE, true);
    try (Engine cpu = supply.withoutDevice().orElseThrow().get()) {
      assertThat(cpu.name()).isEqualTo("onnxruntime");
      assertThat(cpu.spec().name()).isEqualTo(DemoModel.NAME);
      assertThat(cpu.spec().maxBatch()).as("as large as usual, not as configured").isEqualTo(4);
    }
  }

  @Test
  void anEngineThatHasNoDeviceCannotLoseIt() {
    assertThat(supply("onnxruntime", true).withoutDevice()).isEmpty();
    assertThat(supply("onnxruntime", true).better()).isEmpty();
  }
}
