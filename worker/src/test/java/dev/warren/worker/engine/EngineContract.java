package dev.warren.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every engine does, whatever runs inside. Pictures are random noise. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract {
  /** Largest batch that {@link #load} is asked for. */
  protected static final int MAX_BATCH = 4;

  private static final int IMAGES = 6;

  private Engine engine;
  private byte[][] images;
  private float[][] alone;

  protected abstract Path model();

  /** A freshly loaded engine with {@link #MAX_BATCH}. */
  protected Engine load() {
    return Engines.load(EngineConfig.of(model(), MAX_BATCH));
  }

  /** How far a number may differ between a batch and a single run. */
  protected float tolerance() {
    return 0;
  }

  /** The same for a number of this size, where the arithmetic is relative. */
  protected float tolerance(float expected) {
    return tolerance();
  }

  /** Which share of a head's numbers may differ by more than that. */
  protected double strays() {
    return 0;
  }

  @BeforeAll
  void runEachImageAlone() throws EngineException {
    engine = load();
    Random random = new Random(7);
    images = new byte[IMAGES][engine.spec().imageBytes()];
    alone = new float[IMAGES][];
    try (Lane lane = engine.openLane()) {
      for (int i = 0; i < IMAGES; i++) {
        random.nextBytes(images[i]);
        alone[i] = run(lane, i)[0];
      }
    }
  }

  @AfterAll
  void closeEngine() {
    if (engine != null) engine.close();
    afterwards();
  }

  /** Called when every engine and lane is closed. */
  protected void afterwards() {}

  @Test
  void describesItself() {
    ModelSpec spec = engine.spec();
    assertThat(engine.name()).matches("[a-z]+");
    assertThat(engine.suggestedLanes()).isPositive();
    assertThat(spec.maxBatch()).isEqualTo(MAX_BATCH);
    assertThat(spec.version()).matches("sha256:[0-9a-f]{12}");
    assertThat(spec.classNames()).isNotEmpty();
  }

  @Test
  void theInputIsDirectAndHoldsTheLargestBatch() {
    try (Lane lane = engine.openLane()) {
      assertThat(lane.input().isDirect()).isTrue();
      assertThat(lane.input().capacity()).isEqualTo(MAX_BATCH * engine.spec().imageBytes());
      assertThat(lane.input()).isSameAs(lane.input());
    }
  }

  @Test
  void theOutputHasTheHeadsShape() throws EngineException {
    int classes = engine.spec().classNames().size();
    try (Lane lane = engine.openLane()) {
      for (int count = 1; count <= MAX_BATCH; count++) {
        RawOutput out = lane.run(count);
        assertThat(out.shape()).hasSize(3);
        assertThat(out.shape()[0]).isEqualTo(count);
        boolean detect = engine.spec().head() == Head.DETECT;
        assertThat(out.shape()[detect ? 1 : 2]).isEqualTo(detect ? 4 + classes : 6);
        assertThat(out.data().isDirect()).isTrue();
        assertThat(out.data().order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(out.data().capacity()).isEqualTo(count * out.shape()[1] * out.shape()[2]);
      }
    }
  }

  @Test
  void aBatchGivesWhatItsImagesGiveAlone() throws EngineException {
    try (Lane lane = engine.openLane()) {
      for (int[] batch : new int[][] {{0, 1}, {3, 2, 1}, {4, 4, 0, 5}, {5}, {0, 1, 2, 3}}) {
        assertSame(run(lane, batch), batch);
      }
    }
  }

  @Test
  void imagesBeyondTheCountDoNotMatter() throws EngineException {
    try (Lane lane = engine.openLane()) {
      run(lane, 2, 3, 4, 5);
      assertSame(run(lane, 1), 1);
    }
  }

  @Test
  void theViewStaysValidUntilTheLanesNextRun() throws EngineException {
    try (Lane lane = engine.openLane();
        Lane other = engine.openLane()) {
      put(lane, 0);
      RawOutput view = lane.run(1);
      float[] before = copy(view, 1)[0];
      for (int i = 0; i < IMAGES; i++) run(other, i);
      put(lane, 1); // the input is the lane's own again
      assertThat(copy(view, 1)[0]).isEqualTo(before);
    }
  }

  @Test
  void lanesRunSideBySide() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Void>> running = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      int first = t;
      Callable<Void> work =
          () -> {
            try (Lane lane = engine.openLane()) {
              for (int i = first; i < first + 6; i++) {
                int[] batch = {i % IMAGES, (i + 2) % IMAGES};
                assertSame(run(lane, batch), batch);
              }
            }
            return null;
          };
      running.add(threads.submit(work));
    }
    for (Future<Void> lane : running) lane.get(2, TimeUnit.MINUTES);
    threads.shutdown();
  }

  @Test
  void refusesCountsOutsideTheBatch() {
    try (Lane lane = engine.openLane()) {
      for (int count : new int[] {Integer.MIN_VALUE, -1, 0, MAX_BATCH + 1, Integer.MAX_VALUE}) {
        assertThatThrownBy(() -> lane.run(count))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(Integer.toString(count));
      }
    }
  }

  @Test
  void aClosedLaneThrowsAndTheOthersGoOn() throws EngineException {
    try (Lane other = engine.openLane()) {
      Lane lane = engine.openLane();
      lane.run(1);
      lane.close();
      lane.close();

      assertThatThrownBy(() -> lane.run(1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(lane::input).isInstanceOf(IllegalStateException.class);
      assertSame(run(other, 3), 3);
    }
  }

  @Test
  void aClosedEngineOpensNoLaneButLetsOpenOnesFinish() throws EngineException {
    Engine closing = load();
    Lane open = closing.openLane();
    closing.close();
    closing.close();

    assertThatThrownBy(closing::openLane).isInstanceOf(IllegalStateException.class);
    assertSame(run(open, 2), 2);
    open.close();
    assertThatThrownBy(() -> open.run(1)).isInstanceOf(IllegalStateException.class);
  }

  private float[][] run(Lane lane, int... batch) throws EngineException {
    put(lane, batch);
    return copy(lane.run(batch.length), batch.length);
  }

  private void put(Lane lane, int... batch) {
    ByteBuffer input = lane.input();
    for (int i = 0; i < batch.length; i++) input.put(i * images[0].length, images[batch[i]]);
  }

  private static float[][] copy(RawOutput out, int count) {
    int size = out.data().capacity() / count;
    float[][] result = new float[count][size];
    for (int i = 0; i < count; i++) out.data().get(i * size, result[i]);
    return result;
  }

  private void assertSame(float[][] outputs, int... batch) {
    for (int i = 0; i < batch.length; i++) {
      float[] expected = alone[batch[i]];
      assertThat(outputs[i]).hasSameSizeAs(expected);
      int allowed = (int) (strays() * expected.length);
      for (int k = 0, strays = 0; k < expected.length; k++) {
        boolean isNear = Math.abs(outputs[i][k] - expected[k]) <= tolerance(expected[k]);
        if (!isNear && ++strays > allowed) {
          assertThat(outputs[i][k])
              .as("image %d, element %d, beside %d others", batch[i], k, strays - 1)
              .isEqualTo(expected[k]);
        }
      }
    }
  }
}
