package dev.warren.worker.engine.pytorch;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineContract;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.testing.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract on models of both heads. */
class PyTorchContractTest {
  abstract static class OnPyTorch extends EngineContract {
    abstract Path model();

    @Override
    protected Engine load() {
      return Engines.load(EngineConfig.of(model(), MAX_BATCH));
    }
  }

  @Nested
  class OnTinyDetect extends OnPyTorch {
    @Override
    Path model() {
      return TinyModels.path("tiny_detect");
    }
  }

  @Nested
  class OnTinyEndToEnd extends OnPyTorch {
    @Override
    Path model() {
      return TinyModels.path("tiny_end_to_end");
    }
  }

  @Nested
  class OnDemoModel extends OnPyTorch {
    @Override
    Path model() {
      return TestData.demoModel();
    }

    @Override
    protected float tolerance() {
      return 0.02f;
    }
  }

  @Nested
  class OnYolo11n extends OnPyTorch {
    @Override
    Path model() {
      return TestData.yolo11n();
    }

    /** Convolutions sum in another order for another batch; coordinates reach 640. */
    @Override
    protected float tolerance() {
      return 0.02f;
    }
  }
}
