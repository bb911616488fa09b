package dev.warren.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Head;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.schedule.LatencyCurve;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long MS = 1_000_000;

  private final List<Integer> ran = new ArrayList<>();
  private long now;
  private boolean open;

  @Test
  void measuresEverySizeFromTheOutsideIn() {
    assertThat(WarmUp.sizes(1)).containsExactly(1);
    assertThat(WarmUp.sizes(2)).containsExactly(1, 2);
    assertThat(WarmUp.sizes(8)).containsExactly(1, 8, 4, 2, 6, 3, 5, 7);
  }

  @Test
  void measuresWithoutTheFirstRunOfEachSize() {
    LatencyCurve curve = WarmUp.measure(new SteppedEngine(3, 10), () -> now);
    assertThat(curve.typicalNanos(1)).isEqualTo(10 * MS);
    assertThat(curve.slowNanos(2)).isEqualTo(20 * MS);
    assertThat(curve.slowNanos(3)).isEqualTo(30 * MS);
    assertThat(ran).hasSize(3 * 11);
    assertThat(open).isFalse();
  }

  @Test
  void takesFewRunsOfASlowEngineAndLeavesOutMiddleSizes() {
    LatencyCurve curve = WarmUp.measure(new SteppedEngine(4, 500), () -> now);
    assertThat(ran).containsOnly(1, 4).hasSize(8);
    assertThat(curve.typicalNanos(2)).isEqualTo(2_000 * MS);
  }

  @Test
  void namesTheModelThatDoesNotRun() {
    assertThatThrownBy(() -> WarmUp.measure(new SteppedEngine(2, -1), () -> now))
        .isInstanceOf(ModelException.class)
        .hasMessage("slow: fails on blank images: no such kernel");
    assertThat(open).isFalse();
  }

  /** Takes so many milliseconds per image by the test's clock, and ten times that at first. */
  private final class SteppedEngine implements Engine {
    private final ModelSpec spec;
    private final int imageMs;

    SteppedEngine(int maxBatch, int imageMs) {
      this.spec = new ModelSpec("slow", "v", 2, 2, List.of("a"), Head.DETECT, maxBatch);
      this.imageMs = imageMs;
    }

    @Override
    public String name() {
      return "stepped";
    }

    @Override
    public String version() {
      return "0";
    }

    @Override
    public ModelSpec spec() {
      return spec;
    }

    @Override
    public int suggestedLanes() {
      return 1;
    }

    @Override
    public boolean needsCores() {
      return true;
    }

    @Override
    public Lane openLane() {
      open = true;
      return new Lane() {
        @Override
        public ByteBuffer input() {
          throw new AssertionError("blank images need no input");
        }

        @Override
        public RawOutput run(int count) throws EngineException {
          if (imageMs < 0) throw new EngineException("no such kernel", null);
          now += count * imageMs * MS * (ran.contains(count) ? 1 : 10);
          ran.add(count);
          return null;
        }

        @Override
        public void close() {
          open = false;
        }
      };
    }

    @Override
    public void close() {}
  }
}
