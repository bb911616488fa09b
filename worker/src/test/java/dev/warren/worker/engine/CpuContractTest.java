package dev.warren.worker.engine;

import dev.warren.worker.engine.onnx.TinyOnnx;
import dev.warren.worker.engine.pytorch.TinyModels;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.SimulatedModels;
import dev.warren.worker.testing.TestData;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on ONNX Runtime, PyTorch and simulated engines, with models of both heads. Nowhere
 * does it ask that the output depends on the image.
 */
class CpuContractTest {
  @TempDir static Path folder;

  /** They sum in another order for another batch; coordinates reach 640. */
  abstract static class OnConvolutions extends EngineContract {
    @Override
    protected float tolerance() {
      return 0.02f;
    }
  }

  @Nested
  class OnnxDetect extends EngineContract {
    @Override
    protected Path model() {
      return new TinyOnnx().write(folder, "detect");
    }
  }

  @Nested
  class OnnxEndToEnd extends EngineContract {
    @Override
    protected Path model() {
      TinyOnnx model = new TinyOnnx();
      model.endToEnd = true;
      return model.write(folder, "end_to_end");
    }
  }

  @Nested
  class OnnxDemoModel extends OnConvolutions {
    @Override
    protected Path model() {
      return DemoModel.onnx();
    }
  }

  @Nested
  class OnnxYolo11n extends OnConvolutions {
    @Override
    protected Path model() {
      return TestData.yolo11nOnnx();
    }
  }

  @Nested
  class TorchScriptDetect extends EngineContract {
    @Override
    protected Path model() {
      return TinyModels.path("tiny_detect");
    }
  }

  @Nested
  class TorchScriptEndToEnd extends EngineContract {
    @Override
    protected Path model() {
      return TinyModels.path("tiny_end_to_end");
    }
  }

  @Nested
  class TorchScriptDemoModel extends OnConvolutions {
    @Override
    protected Path model() {
      return DemoModel.torchScript();
    }
  }

  @Nested
  class TorchScriptYolo11n extends OnConvolutions {
    @Override
    protected Path model() {
      return TestData.yolo11n();
    }
  }

  @Nested
  class SimulatedT4 extends EngineContract {
    @Override
    protected Path model() {
      return SimulatedModels.t4();
    }
  }

  @Nested
  class SimulatedNoOp extends EngineContract {
    @Override
    protected Path model() {
      return SimulatedModels.noOp();
    }
  }
}
