package dev.warren.worker.engine.onnxruntime;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineContract;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract on models of both heads. */
class OnnxRuntimeContractTest {
  abstract static class OnOnnxRuntime extends EngineContract {
    @TempDir static Path folder;

    abstract Path model();

    @Override
    protected Engine load() {
      return Engines.load(EngineConfig.of(model(), MAX_BATCH));
    }
  }

  @Nested
  class OnTinyDetect extends OnOnnxRuntime {
    @Override
    Path model() {
      return new TinyOnnx().write(folder, "detect");
    }
  }

  @Nested
  class OnTinyEndToEnd extends OnOnnxRuntime {
    @Override
    Path model() {
      TinyOnnx model = new TinyOnnx();
      model.endToEnd = true;
      return model.write(folder, "end_to_end");
    }
  }

  @Nested
  class OnDemoModel extends OnOnnxRuntime {
    @Override
    Path model() {
      return DemoModel.onnx();
    }

    @Override
    protected float tolerance() {
      return 0.02f;
    }
  }

  @Nested
  class OnYolo11n extends OnOnnxRuntime {
    @Override
    Path model() {
      return TestData.yolo11nOnnx();
    }

    /** Convolutions sum in another order for another batch; coordinates reach 640. */
    @Override
    protected float tolerance() {
      return 0.02f;
    }
  }
}
