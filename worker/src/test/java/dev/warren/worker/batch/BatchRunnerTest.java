package dev.warren.worker.batch;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.warren.protocol.Detection;
import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.Discipline;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.schedule.Margin;
import dev.warren.worker.schedule.Scheduling;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Frames;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BatchRunnerTest {
  private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();
  private final LatencyCurve curve = new LatencyCurve(8);
  private final Semaphore permits = new Semaphore(0);

  private BatchRunner start(FakeEngine engine, DetectionReader reader) {
    return BatchRunner.start(
        engine,
        engine.suggestedLanes(),
        new Scheduling(Discipline.FAIR, curve, Margin.of(0)),
        reader,
        EngineGuard.of("fake", GuardConfig.DEFAULT, CircuitBreakerRegistry.ofDefaults()),
        this::end,
        WorkerMetrics.NOOP);
  }

  private void end(Outcome outcome) {
    outcomes.put(outcome.ticket().frame().requestId(), outcome);
    ended.incrementAndGet();
  }

  private void offer(BatchRunner runner, String id, int first) {
    runner.offer(Frames.decoded(ticket(id).build(), (byte) first, released));
  }

  private void awaitAll(int count) {
    await().until(() -> ended.get() >= count);
    assertThat(ended).hasValue(count);
    assertThat(released).hasValue(count);
  }

  private static int seen(Outcome outcome) {
    return ((FrameResult.Detected) outcome.result()).detections().get(0).classId();
  }

  @Test
  void batchesFormWhileTheLaneIsBusy() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      // On a busy machine the measured times may say that three pay as much as four.
      for (int size = 1; size <= 4; size++) curve.measured(size, 1_000_000);
      offer(runner, "f0", 10);
      await().until(permits::hasQueuedThreads);
      for (int i = 1; i <= 6; i++) offer(runner, "f" + i, 10 + i);
      permits.release(100);
      awaitAll(7);
    }
    assertThat(engine.batchSizes()).containsExactly(1, 4, 2);
    for (int i = 0; i <= 6; i++) {
      assertThat(seen(outcomes.get("f" + i))).as("pixels of f%d", i).isEqualTo(10 + i);
    }
    assertThat(outcomes.get("f1").batchSize()).isEqualTo(4);
  }

  @Test
  void aFrameThatBecomesHopelessIsAnsweredWhileTheEngineIsHeldUp() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      offer(runner, "running", 1);
      await().until(permits::hasQueuedThreads);
      Ticket soonLate = ticket("soonLate").deadline(System.nanoTime() + 50_000_000).build();
      runner.offer(Frames.decoded(soonLate, (byte) 2, released));
      awaitEnd("soonLate");
      assertThat(permits.hasQueuedThreads()).isTrue();
      permits.release(100);
      awaitAll(2);
    }
    assertThat(((FrameResult.Skipped) outcomes.get("soonLate").result()).reason())
        .isEqualTo(SkipReason.DEADLINE);
    assertThat(engine.batchSizes()).containsExactly(1);
  }

  @Test
  void theCurveLearnsFromLiveBatches() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1);
    long measured;
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      measured = curve.typicalNanos(1);
      assertThat(measured).as("at the start, where it takes 1 ms").isGreaterThan(900_000);
      offer(runner, "f", 1);
      awaitAll(1);
    }
    assertThat(curve.typicalNanos(1)).isNotEqualTo(measured);
  }

  @Test
  void aFrameThatFailsTheEngineFailsAlone() {
    FakeEngine engine = new FakeEngine("fake", 2, 8, 1, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      offer(runner, "first", 1);
      await().until(permits::hasQueuedThreads);
      for (int i = 0; i < 8; i++) offer(runner, "f" + i, i == 5 ? FakeEngine.POISON : i);
      permits.release(100);
      awaitAll(9);
    }
    for (int i = 0; i < 8; i++) {
      if (i != 5) assertThat(seen(outcomes.get("f" + i))).isEqualTo(i);
    }
    FrameResult.Failed failed = (FrameResult.Failed) outcomes.get("f5").result();
    assertThat(failed.reason()).isEqualTo(FailReason.ENGINE_ERROR);
    assertThat(failed.stage()).isEqualTo("engine");
    assertThat(failed.detail()).contains("poisoned image");
    // 8 -> 4 + 4 -> 2 + 2 -> 1 + 1 after the first one alone; on a busy machine the curve may find
    // that 7 pay better than 8.
    assertThat(engine.batchSizes()).hasSizeBetween(8, 10);
  }

  @Test
  void aLateFrameCostsNoEngineTime() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      Ticket late = ticket("late").deadline(System.nanoTime() - 1).build();
      runner.offer(Frames.decoded(late, (byte) 1, released));
      awaitAll(1);
    }
    assertThat(outcomes.get("late").result()).isInstanceOf(FrameResult.Skipped.class);
    assertThat(engine.batchSizes()).isEmpty();
  }

  @Test
  void framesGivenUpForThePredictionDoNotRaiseTheCapacity() {
    FakeEngine engine = new FakeEngine("fake", 2, 1, 1).paced(100);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      double capacity = runner.load().framesPerSecond();
      for (int i = 0; i < 15; i++) {
        Ticket tight = ticket("f" + i).deadline(System.nanoTime() + 20_000_000).build();
        runner.offer(Frames.decoded(tight, (byte) 1, released));
      }
      awaitAll(15);
      assertThat(engine.batchSizes()).isEmpty();
      assertThat(runner.load().framesPerSecond()).isEqualTo(capacity);
    }
  }

  @Test
  void aFrameThatCannotBeReadFailsAndTheLaneGoesOn() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1);
    DetectionReader picky =
        (output, index, letterbox) -> {
          List<Detection> found = FakeEngine.read(output, index, letterbox);
          if (found.get(0).classId() == 7) throw new IllegalStateException("odd output");
          return found;
        };
    try (BatchRunner runner = start(engine, picky)) {
      offer(runner, "odd", 7);
      offer(runner, "fine", 8);
      awaitAll(2);
    }
    assertThat(((FrameResult.Failed) outcomes.get("odd").result()).reason())
        .isEqualTo(FailReason.INTERNAL);
    assertThat(seen(outcomes.get("fine"))).isEqualTo(8);
  }

  @Test
  void aLaneThatBreaksIsReported() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1);
    DetectionReader broken =
        (output, index, letterbox) -> {
          throw new LinkageError("native library gone");
        };
    try (BatchRunner runner = start(engine, broken)) {
      offer(runner, "f", 1);
      assertThat(runner.failure().join()).isInstanceOf(LinkageError.class);
    }
  }

  @Test
  void severalLanesAnswerEveryFrameOnce() {
    FakeEngine engine = new FakeEngine("fake", 2, 3, 4);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      for (int i = 0; i < 2_000; i++) offer(runner, "f" + i, i % 200);
      awaitAll(2_000);
    }
    for (int i = 0; i < 2_000; i++) {
      assertThat(seen(outcomes.get("f" + i))).isEqualTo(i % 200);
    }
  }

  @Test
  void helpersReadLargeBatchesOfAnEngineThatLeavesThemTheCores() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
    assertThat(readers(new FakeEngine("fake", 2, 8, 1, permits).onDevice()))
        .contains("engine-0")
        .anyMatch(name -> name.startsWith("engine-crew-"));
  }

  @Test
  void lanesThatNeedTheCoresWorkAlone() {
    assertThat(readers(new FakeEngine("fake", 2, 8, 1, permits))).containsExactly("engine-0");
  }

  /** The threads that read 400 frames in batches of up to 8. */
  private Set<String> readers(FakeEngine engine) {
    Set<String> names = ConcurrentHashMap.newKeySet();
    DetectionReader slow =
        (output, index, letterbox) -> {
          names.add(Thread.currentThread().getName());
          LockSupport.parkNanos(100_000);
          return FakeEngine.read(output, index, letterbox);
        };
    try (BatchRunner runner = start(engine, slow)) {
      offer(runner, "first", 1);
      await().until(permits::hasQueuedThreads);
      for (int i = 1; i < 400; i++) offer(runner, "f" + i, i % 200);
      permits.release(1_000);
      awaitAll(400);
    }
    return names;
  }

  @Test
  void closingGivesBackThePixelsOfFramesThatNeverRan() {
    FakeEngine engine = new FakeEngine("fake", 2, 1, 1, permits);
    DetectionReader interrupted =
        (output, index, letterbox) -> {
          Thread.currentThread().interrupt(); // as by a close during the batch
          return FakeEngine.read(output, index, letterbox);
        };
    BatchRunner runner = start(engine, interrupted);
    offer(runner, "running", 1);
    await().until(permits::hasQueuedThreads);
    offer(runner, "waiting", 2);
    permits.release(100);
    awaitEnd("running");
    runner.close();
    assertThat(released).hasValue(2);
    assertThat(outcomes).doesNotContainKey("waiting");
  }

  @Test
  void noBatchBeginsWhileItIsHeld() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 2, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      permits.release(100);
      runner.hold();
      for (int i = 0; i < 8; i++) offer(runner, "f" + i, i + 1);
      await().during(Duration.ofMillis(200)).until(() -> engine.batchSizes().isEmpty());
      runner.goOn();
      awaitAll(8);
    }
  }

  @Test
  void aFrameOfASessionThatIsGoneIsNotRun() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      permits.release(100);
      Ticket stale = ticket("stale").receipt(new Stale()).build();
      runner.offer(Frames.decoded(stale, (byte) 1, released));
      assertThat(released).hasValue(1);
      offer(runner, "fresh", 2);
      awaitEnd("fresh");
      assertThat(outcomes).containsOnlyKeys("fresh");
    }
  }

  private static final class Stale implements Receipt {
    @Override
    public void ack() {}

    @Override
    public void requeue() {}

    @Override
    public boolean isStale() {
      return true;
    }
  }

  private void awaitEnd(String id) {
    await().until(() -> outcomes.containsKey(id));
  }
}
