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
import dev.warren.worker.lifecycle.Workers;
import dev.warren.worker.schedule.LatencyCurve;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long MS = 1_000_000;

  private final List<Integer> ran = new ArrayList<>();
  private long now;

  @Test
  void measuresEverySizeFromTheOutsideIn() {
    assertThat(WarmUp.sizes(1)).containsExactly(1);
    assertThat(WarmUp.sizes(2)).containsExactly(1, 2);
    assertThat(WarmUp.sizes(8)).containsExactly(1, 8, 4, 2, 6, 3, 5, 7);
  }

  @Test
  void measuresWithoutTheFirstRunOfEachSize() {
    LatencyCurve curve = measure(new SteppedEngine(3, 10));
    assertThat(curve.typicalNanos(1)).isEqualTo(10 * MS);
    assertThat(curve.slowNanos(2)).isEqualTo(20 * MS);
    assertThat(curve.slowNanos(3)).isEqualTo(30 * MS);
    assertThat(ran).hasSize(3 * 11);
  }

  @Test
  void takesFewRunsOfASlowEngineAndLeavesOutMiddleSizes() {
    LatencyCurve curve = measure(new SteppedEngine(4, 500));
    assertThat(ran).containsOnly(1, 4).hasSize(8);
    assertThat(curve.typicalNanos(2)).isEqualTo(2_000 * MS);
  }

  @Test
  void lanesRunTheSameSizeAtTheSameTime() throws Exception {
    int lanes = 3;
    LatencyCurve curve = new LatencyCurve(3);
    List<String> faults = new CopyOnWriteArrayList<>();
    AtomicInteger[] running = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    ModelSpec spec = new SteppedEngine(3, 1).spec();
    WarmUp warmUp = new WarmUp(lanes, spec, curve, System::nanoTime);
    try (Workers threads = new Workers("lane", lanes)) {
      threads.start(() -> warmUp.run(new CountingLane(running, faults)::run));
      warmUp.done().get(30, TimeUnit.SECONDS);
      assertThat(threads.failure()).isNotDone();
    }
    assertThat(faults).isEmpty();
    assertThat(curve.typicalNanos(1)).isPositive();
  }

  /** Complains when lanes run different sizes at one time. */
  private record CountingLane(AtomicInteger[] running, List<String> faults) implements Lane {
    @Override
    public ByteBuffer input() {
      throw new AssertionError("blank images need no input");
    }

    @Override
    public RawOutput run(int count) {
      running[count - 1].incrementAndGet();
      for (int size = 1; size <= running.length; size++) {
        if (size != count && running[size - 1].get() > 0) faults.add(size + " beside " + count);
      }
      LockSupport.parkNanos(100_000);
      running[count - 1].decrementAndGet();
      return null;
    }

    @Override
    public void close() {}
  }

  private LatencyCurve measure(SteppedEngine engine) {
    LatencyCurve curve = new LatencyCurve(engine.spec().maxBatch());
    try {
      new WarmUp(1, engine.spec(), curve, () -> now).run(engine.openLane()::run);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return curve;
  }

  @Test
  void namesTheModelThatDoesNotRun() {
    assertThatThrownBy(() -> measure(new SteppedEngine(2, -1)))
        .isInstanceOf(ModelException.class)
        .hasMessage("slow: fails on blank images: no such kernel");
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
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
