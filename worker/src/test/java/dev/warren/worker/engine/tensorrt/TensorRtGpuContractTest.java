package dev.warren.worker.engine.tensorrt;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.EngineContract;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.TestData;
import dev.warren.worker.testing.TestGpu;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on a GPU. Skipped, saying so, where there is none. {@code bin/gpu-accept} runs it
 * too, and names a model and a precision in system properties.
 */
@Tag("gpu")
class TensorRtGpuContractTest {
  private static final String MODEL = "warren.contract.model";
  private static final String PRECISION = "warren.contract.precision";

  /** How long TensorRT looks for kernels. */
  private static final String OPTIMIZATION = "warren.contract.optimization";

  /** A folder for plans, to be kept. */
  private static final String PLANS = "warren.contract.plans";

  abstract static class OnTensorRt extends EngineContract {
    @TempDir static Path temporary;

    @Override
    protected Engine load() {
      TestGpu.require();
      String named = System.getProperty(PLANS);
      Path plans = named == null ? temporary : Path.of(named);
      int optimization = Integer.getInteger(OPTIMIZATION, TensorRtConfig.USUAL_OPTIMIZATION);
      TensorRtConfig tensorRt = new TensorRtConfig(0, precision(), optimization, null, null, plans);
      return Engines.load(new EngineConfig("tensorrt", model(), null, MAX_BATCH, 1, tensorRt));
    }

    private static Precision precision() {
      return Precision.valueOf(System.getProperty(PRECISION, Precision.FP16.name()));
    }

    /**
     * Batches may run on other kernels than single images do, and half floats have 11 bits: a
     * coordinate of 640 pixels is good to a quarter of a pixel at best.
     */
    @Override
    protected float tolerance(float expected) {
      boolean half = precision() != Precision.FP32;
      return half ? 0.05f + 0.01f * Math.abs(expected) : 0.01f + 0.002f * Math.abs(expected);
    }

    /**
     * A side of a box is the mean of 16 distances, and in noise all are about as likely: half
     * floats that are rounded at other places move some by pixels. YOLO11n on noise, rounded in two
     * ways on a CPU: 2 in 10,000 numbers beyond the tolerance; of two different images 370.
     */
    @Override
    protected double strays() {
      return precision() == Precision.FP32 ? 0 : 0.002;
    }
  }

  @Nested
  class OnDemoModel extends OnTensorRt {
    @Override
    protected Path model() {
      return DemoModel.onnx();
    }
  }

  @Nested
  class OnYolo11n extends OnTensorRt {
    @Override
    protected Path model() {
      return TestData.yolo11nOnnx();
    }
  }

  @Nested
  class OnNamedModel extends OnTensorRt {
    @Override
    protected Path model() {
      String named = System.getProperty(MODEL);
      return named == null ? abort("skipped: no " + MODEL) : Path.of(named);
    }
  }
}
