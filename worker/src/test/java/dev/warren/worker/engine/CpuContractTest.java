package dev.warren.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.worker.engine.onnx.TinyOnnx;
import dev.warren.worker.engine.pytorch.TinyModels;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.SimulatedModels;
import dev.warren.worker.testing.TestData;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
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

  /** Both see 24 cells of 16 x 16 pixels and fail on nothing but white. */
  abstract static class OnTinyDetect extends EngineContract {
    private static final int ANCHORS = 24;

    /** Words of the message of a run that fails. */
    abstract String[] failure();

    @Test
    void readsTheSpecFromTheFile() {
      try (Engine engine = load()) {
        ModelSpec spec = engine.spec();
        assertThat(model().getFileName().toString()).startsWith(spec.name() + ".");
        assertThat(spec.inputWidth()).isEqualTo(TinyOnnx.WIDTH);
        assertThat(spec.inputHeight()).isEqualTo(TinyOnnx.HEIGHT);
        assertThat(spec.classNames()).containsExactly("red", "green", "blue");
        assertThat(spec.head()).isEqualTo(Head.DETECT);
      }
    }

    @Test
    void seesColoursAndPlacesOfPixels() throws EngineException {
      try (Engine engine = load();
          Lane lane = engine.openLane()) {
        lane.run(1); // the next run may write straight to the lane's own buffer
        // Second image: cell (column 4, row 1) is green, a fifth as bright.
        for (int y = 16; y < 32; y++) {
          for (int x = 64; x < 80; x++) {
            int pixel = engine.spec().imageBytes() + (y * TinyOnnx.WIDTH + x) * 3;
            lane.input().put(pixel + 1, (byte) 51);
          }
        }
        FloatBuffer out = lane.run(2).data();
        int cell = 6 + 4;
        int second = 7 * ANCHORS + cell;
        assertThat(out.get(second + 4 * ANCHORS)).isZero();
        assertThat(out.get(second + 5 * ANCHORS)).isCloseTo(51 / 255f, within(1e-6f));
        assertThat(out.get(second + 6 * ANCHORS)).isZero();
        assertThat(out.get(5 * ANCHORS + cell)).isZero();
      }
    }

    @Test
    void aFailedRunNamesTheCauseAndTheLaneGoesOn() throws EngineException {
      try (Engine engine = load();
          Lane lane = engine.openLane()) {
        byte[] white = new byte[engine.spec().imageBytes()];
        Arrays.fill(white, (byte) 255);
        for (int i = 0; i < 2; i++) {
          lane.input().put(0, white);
          assertThatThrownBy(() -> lane.run(1))
              .isInstanceOf(EngineException.class)
              .hasMessageContainingAll(failure())
              .satisfies(
                  e -> assertThat(e.getMessage()).doesNotContain("\n", ".cc:", "Error code"));
          lane.input().put(0, new byte[white.length]);
          assertThat(lane.run(2).shape()).containsExactly(2, 7, ANCHORS);
        }
      }
    }
  }

  @Nested
  class OnnxDetect extends OnTinyDetect {
    @Override
    String[] failure() {
      return new String[] {"Gather", "out of data bounds"};
    }

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
  class TorchScriptDetect extends OnTinyDetect {
    @Override
    String[] failure() {
      return new String[] {"an all-white image"};
    }

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
