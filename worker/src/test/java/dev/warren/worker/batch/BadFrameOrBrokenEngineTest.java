package dev.warren.worker.batch;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FrameResult;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.testing.Frames;
import dev.warren.worker.testing.HandClock;
import dev.warren.worker.testing.Hushed;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One lane's judgement, for many patterns of frames that fail the engine and runs that fail. */
class BadFrameOrBrokenEngineTest {
  @RegisterExtension static final Hushed HUSHED = Hushed.of(BatchExecution.class);

  private static final int IMAGE_BYTES = 12;
  private static final int MAX_BATCH = 8;
  private static final byte FINE = 1;
  private static final byte BAD = 2;
  private static final int SEEDS = 1_000;

  private final HandClock clock = new HandClock();
  private final AtomicInteger released = new AtomicInteger();
  private final Set<String> detected = new TreeSet<>();
  private final Set<String> failed = new TreeSet<>();
  private final Map<String, Integer> givenBack = new HashMap<>();
  private IntPredicate runFails = run -> false;
  private int runs;
  private int outages;

  /** Fails on bad frames, and in the runs that the test says. */
  private final Lane lane =
      new Lane() {
        private final ByteBuffer input = ByteBuffer.allocateDirect(MAX_BATCH * IMAGE_BYTES);

        @Override
        public ByteBuffer input() {
          return input;
        }

        @Override
        public RawOutput run(int count) throws EngineException {
          if (runFails.test(runs++)) throw new EngineException("out of order", null);
          for (int i = 0; i < count; i++) {
            if (input.get(i * IMAGE_BYTES) == BAD) throw new EngineException("bad frame", null);
          }
          return new RawOutput(FloatBuffer.allocate(0), new long[] {count});
        }

        @Override
        public void close() {}
      };

  private EngineGuard guard = guard(3);
  private ProbedLane probed = new ProbedLane(lane, IMAGE_BYTES, guard, new RunMark());

  private EngineGuard guard(int failures) {
    return EngineGuard.of(
        "lane",
        new GuardConfig(failures, Duration.ofSeconds(5), Duration.ZERO),
        CircuitBreakerRegistry.ofDefaults(),
        clock);
  }

  private void forget(int failures) {
    guard = guard(failures);
    probed = new ProbedLane(lane, IMAGE_BYTES, guard, new RunMark());
    detected.clear();
    failed.clear();
    givenBack.clear();
    released.set(0);
    runs = 0;
    outages = 0;
  }

  private void end(Outcome outcome) {
    String id = outcome.ticket().frame().requestId();
    boolean isNew = (outcome.result() instanceof FrameResult.Detected ? detected : failed).add(id);
    assertThat(isNew).as("a first answer to %s", id).isTrue();
  }

  /** As a lane does: batches until all frames are answered; what goes back comes again. */
  private void serve(List<String> ids, Set<String> bad, Random random) {
    BatchExecution execution =
        new BatchExecution(
            probed,
            IMAGE_BYTES,
            (output, index, letterbox) -> List.of(),
            new LatencyCurve(MAX_BATCH),
            guard,
            new Crew(0),
            this::end,
            WorkerMetrics.NOOP);
    List<String> waiting = new ArrayList<>(ids);
    while (!waiting.isEmpty()) {
      int size = Math.min(waiting.size(), 1 + random.nextInt(MAX_BATCH));
      List<String> batch = waiting.subList(0, size);
      List<Decoded> frames = batch.stream().map(id -> frame(id, bad.contains(id))).toList();
      batch.clear();
      execution.run(frames);
      if (!guard.isBroken()) continue;
      outages++;
      for (Decoded frame : execution.takeUnrun()) {
        String id = frame.ticket().frame().requestId();
        frame.pixels().release();
        givenBack.merge(id, 1, Integer::sum);
        waiting.add(id);
      }
      do {
        clock.advance(Duration.ofSeconds(6));
      } while (!guard.mayTry() || !probed.worksAgain());
    }
  }

  private Decoded frame(String id, boolean bad) {
    return Frames.decoded(ticket(id).build(), bad ? BAD : FINE, released);
  }

  private static List<String> ids(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) ids.add("f" + i);
    return ids;
  }

  private static Set<String> some(List<String> ids, Random random) {
    Set<String> some = new TreeSet<>();
    double share = random.nextDouble();
    for (String id : ids) if (random.nextDouble() < share) some.add(id);
    return some;
  }

  @Test
  void aSoundEngineIsNeverSuspectedAndOnlyBadFramesFail() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      forget(1 + random.nextInt(4));
      List<String> ids = ids(1 + random.nextInt(40));
      Set<String> bad = some(ids, random);
      serve(ids, bad, random);
      assertThat(failed).as("failed, seed %d", seed).isEqualTo(bad);
      assertThat(detected).as("detected, seed %d", seed).hasSize(ids.size() - bad.size());
      assertThat(outages).as("outages, seed %d", seed).isZero();
      assertThat(released).as("pixels, seed %d", seed).hasValue(ids.size());
    }
  }

  @Test
  void anEngineThatIsBrokenForAWhileCostsNoFrameAndGivesEachBackAtMostOnce() {
    int broken = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      forget(1 + random.nextInt(4));
      List<String> ids = ids(1 + random.nextInt(40));
      Set<String> bad = some(ids, random);
      int from = random.nextInt(30);
      int to = from + 1 + random.nextInt(12);
      runFails = run -> run >= from && run < to;
      serve(ids, bad, random);
      assertThat(failed).as("failed, seed %d", seed).isEqualTo(bad);
      assertThat(detected).as("detected, seed %d", seed).hasSize(ids.size() - bad.size());
      assertThat(outages).as("outages, seed %d", seed).isLessThanOrEqualTo(1);
      assertThat(givenBack.values()).as("given back, seed %d", seed).allMatch(times -> times == 1);
      broken += outages;
    }
    assertThat(broken).as("seeds with an outage").isGreaterThan(SEEDS / 4);
  }

  @Test
  void aFaultOfLargeBatchesOnlyCostsTime() {
    Lane small =
        new Lane() {
          @Override
          public ByteBuffer input() {
            return lane.input();
          }

          @Override
          public RawOutput run(int count) throws EngineException {
            if (count > 2) throw new EngineException("no memory for " + count, null);
            return lane.run(count);
          }

          @Override
          public void close() {}
        };
    probed = new ProbedLane(small, IMAGE_BYTES, guard, new RunMark());
    serve(ids(40), Set.of("f7"), new Random(1));
    assertThat(detected).hasSize(39);
    assertThat(failed).containsExactly("f7");
    assertThat(outages).isZero();
  }

  @Test
  void aLaneThatFailsComesToAnEndThoughOtherLanesFareWell() throws Exception {
    runFails =
        run -> {
          guard.ran(1); // another lane's
          return true;
        };
    assertThat(probed.isSoundAfter(new EngineException("out of order", null))).isFalse();
    assertThat(guard.isBroken()).isTrue();
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void badFramesOnAllLanesAtOneTimeAreNoBrokenEngine() {
    int[] lanes = {6};
    runFails =
        run -> {
          // Before this lane's blank image is through, the next lane's frame has failed.
          if (lanes[0]-- > 0) assertSoundAfterBadFrame();
          return false;
        };
    assertSoundAfterBadFrame();
    assertThat(guard.isBroken()).isFalse();
    assertThat(runs).isEqualTo(7);
  }

  private void assertSoundAfterBadFrame() {
    ProbedLane other = new ProbedLane(lane, IMAGE_BYTES, guard, new RunMark());
    assertThat(other.isSoundAfter(new EngineException("bad frame", null))).isTrue();
  }
}
