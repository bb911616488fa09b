package dev.warren.worker.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineContract;
import dev.warren.worker.engine.ModelFile;
import dev.warren.worker.engine.PlanTools;
import dev.warren.worker.engine.onnx.TinyOnnx;
import dev.warren.worker.testing.DemoModel;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on everything but the native calls: plans, ladder, lanes, buffers and graphs, with
 * {@link FakeGpu} below them. It fails whoever uses memory after its close, and nothing may be left
 * open at the end.
 */
class TensorRtContractTest {
  abstract static class OnFakeGpu extends EngineContract {
    @TempDir static Path cache;
    private final FakeGpu gpu = new FakeGpu(FakeGpu.H100);

    @Override
    protected Engine load() {
      TensorRtConfig config = new TensorRtConfig(0, Precision.FP16, 3, null, null, cache);
      return new PlanLoader(gpu, config, new ModelFile(model(), "contract"), MAX_BATCH)
          .load(PlanTools.NONE, PlanLoaderTest::reference);
    }

    /** Convolutions sum in another order for another batch; coordinates reach 640. */
    @Override
    protected float tolerance() {
      return 0.02f;
    }

    @Override
    protected void afterwards() {
      assertThat(gpu.open()).isZero();
    }
  }

  @Nested
  class OnDemoModel extends OnFakeGpu {
    @Override
    protected Path model() {
      return DemoModel.onnx();
    }
  }

  @Nested
  class OnTinyEndToEnd extends OnFakeGpu {
    @Override
    protected Path model() {
      TinyOnnx model = new TinyOnnx();
      model.endToEnd = true;
      return model.write(cache, "end_to_end");
    }
  }
}
