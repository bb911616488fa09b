package dev.warren.worker.engine.simulated;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineContract;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.testing.SimulatedModels;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract, which nowhere asks that the output depends on the image. */
class SimulatedContractTest {
  abstract static class OnSimulated extends EngineContract {
    abstract Path model();

    @Override
    protected Engine load() {
      return Engines.load(EngineConfig.of(model(), MAX_BATCH));
    }
  }

  @Nested
  class OnT4 extends OnSimulated {
    @Override
    Path model() {
      return SimulatedModels.t4();
    }
  }

  @Nested
  class OnNoOp extends OnSimulated {
    @Override
    Path model() {
      return SimulatedModels.noOp();
    }
  }
}
