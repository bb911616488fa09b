package dev.warren.worker.batch;

import static dev.warren.worker.testing.TicketBuilder.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the lanes do when nothing runs any more, and in which order. */
class BrokenEngineTest {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger released = new AtomicInteger();
  private final Semaphore permits = new Semaphore(0);
  private final EngineGuard guard =
      EngineGuard.of(
          "fake",
          new GuardConfig(3, Duration.ofMillis(20), Duration.ZERO),
          CircuitBreakerRegistry.ofDefaults());

  private BatchRunner start(FakeEngine engine, DetectionReader reader) {
    return start(engine, reader, guard);
  }

  private BatchRunner start(FakeEngine engine, DetectionReader reader, EngineGuard guard) {
    BatchRunner runner =
        BatchRunner.start(
            engine,
            engine.suggestedLanes(),
            new Scheduling(Discipline.FIFO, new LatencyCurve(8), Margin.of(0)),
            reader,
            guard,
            this::end,
            WorkerMetrics.NOOP);
    runner.tell(
        new LaneListener() {
          @Override
          public void stopped(String reason) {
            events.add("stopped: " + reason);
          }

          @Override
          public void resumed() {
            events.add("resumed");
          }
        });
    return runner;
  }

  private void end(Outcome outcome) {
    events.add("answered " + outcome.ticket().frame().requestId());
  }

  private void offer(BatchRunner runner, String id, int first) {
    Receipt receipt =
        new Receipt() {
          @Override
          public void ack() {
            throw new AssertionError("acked");
          }

          @Override
          public void requeue() {
            events.add("gave back " + id);
          }
        };
    runner.offer(Frames.decoded(ticket(id).receipt(receipt).build(), (byte) first, released));
  }

  private long count(String beginning) {
    return events.stream().filter(event -> event.startsWith(beginning)).count();
  }

  private void holdUp(BatchRunner runner, int waiting) {
    offer(runner, "running", 1);
    await().until(permits::hasQueuedThreads);
    for (int i = 0; i < waiting; i++) offer(runner, "f" + i, 1);
  }

  @Test
  void stopsTakingFirstThenGivesEveryFrameBackOnceAndGoesOnWhenTheEngineWorksAgain() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      holdUp(runner, 6);
      engine.breakDown();
      permits.release(1_000);
      await().until(() -> count("gave back") == 7);
      offer(runner, "late", 1); // was being decoded
      await().until(() -> count("gave back late") == 1);
      assertThat(count("stopped")).isEqualTo(1);
      assertThat(events.peek()).isEqualTo("stopped: fake fails whatever it runs: out of order");
      assertThat(count("answered")).isZero();

      engine.repair();
      await().until(() -> count("resumed") == 1);
      offer(runner, "next", 1);
      await().until(() -> count("answered next") == 1);
      assertThat(count("gave back")).isEqualTo(8);
      assertThat(released).hasValue(9);
      assertThat(runner.failure()).isNotDone();
    }
    assertThat(count("answered")).isEqualTo(1);
  }

  @Test
  void allLanesStopForOneEngine() {
    FakeEngine engine = new FakeEngine("fake", 2, 2, 3, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      for (int i = 0; i < 3; i++) {
        int held = i + 1;
        offer(runner, "running" + i, 1);
        await().until(() -> permits.getQueueLength() == held);
      }
      for (int i = 0; i < 10; i++) offer(runner, "f" + i, 1);
      engine.breakDown();
      permits.release(1_000);
      await().until(() -> count("gave back") == 13);
      engine.repair();
      await().until(() -> count("resumed") == 1);
      for (int i = 0; i < 10; i++) offer(runner, "next" + i, 1);
      await().until(() -> count("answered next") == 10);
    }
    assertThat(count("stopped")).isEqualTo(1);
    assertThat(count("gave back")).isEqualTo(13);
  }

  @Test
  void closesWhileTheEngineIsBroken() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 2, permits);
    BatchRunner runner = start(engine, FakeEngine::read);
    holdUp(runner, 3);
    engine.breakDown();
    permits.release(1_000);
    await().until(() -> count("gave back") == 4);
    runner.close();
    assertThat(runner.failure()).isNotDone();
    assertThat(count("resumed")).isZero();
  }

  @Test
  void aLostDeviceEndsTheStageAndEveryFrameGoesBackAtOnce() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 2, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      offer(runner, "a", 1);
      await().until(() -> permits.getQueueLength() == 1);
      offer(runner, "b", 1);
      await().until(() -> permits.getQueueLength() == 2);
      for (int i = 0; i < 5; i++) offer(runner, "f" + i, 1);
      engine.loseDevice();
      permits.release(1); // the other lane is still at it
      assertThat(runner.failure().join()).isInstanceOf(DeviceException.class);
      await().until(() -> count("gave back") == 6);
      offer(runner, "late", 1);
      await().until(() -> count("gave back late") == 1);
      permits.release(1_000);
      await().until(() -> count("gave back") == 8);
    }
    assertThat(events.peek()).startsWith("stopped: ").contains("fell off the bus");
    assertThat(count("answered")).isZero();
    assertThat(count("resumed")).isZero();
    assertThat(released).hasValue(8);
  }

  @Test
  void aDeviceThatIsLostInAnOutageEndsTheStage() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 2, permits);
    try (BatchRunner runner = start(engine, FakeEngine::read)) {
      holdUp(runner, 3);
      engine.breakDown();
      permits.release(1_000);
      await().until(() -> count("gave back") == 4);
      engine.loseDevice();
      assertThat(runner.failure().join()).isInstanceOf(DeviceException.class);
    }
    assertThat(count("resumed")).isZero();
    assertThat(count("gave back")).isEqualTo(4);
  }

  @Test
  void framesWhoseDetectionsNobodyReadGoBackToo() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 1, permits);
    DetectionReader broken =
        (output, index, letterbox) -> {
          if (index == 1) throw new LinkageError("native library gone");
          return List.of();
        };
    try (BatchRunner runner = start(engine, broken)) {
      holdUp(runner, 4);
      permits.release(1_000);
      assertThat(runner.failure().join()).isInstanceOf(LinkageError.class);
      await().until(() -> count("gave back") == 3);
    }
    assertThat(count("answered")).isEqualTo(2);
    assertThat(count("gave back f0")).isZero();
    assertThat(released).hasValue(5);
  }

  @Test
  void aDeviceThatIsLostBeforeTheFirstFrameIsNamed() {
    FakeEngine engine = new FakeEngine("fake", 2, 4, 2);
    engine.loseDevice();
    assertThatThrownBy(() -> start(engine, FakeEngine::read))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("device 0 (Fake)");
  }

  @Test
  void aDeviceThatHangsBeforeTheFirstFrameIsLostToo() {
    GuardConfig hasty = new GuardConfig(3, Duration.ofMillis(20), Duration.ofSeconds(1));
    FakeEngine engine = new FakeEngine("fake", 2, 4, 2).paced(Duration.ofHours(1).toMillis());
    EngineGuard watching = EngineGuard.of("fake", hasty, CircuitBreakerRegistry.ofDefaults());
    assertThatThrownBy(() -> start(engine, FakeEngine::read, watching))
        .isInstanceOf(DeviceException.class)
        .hasMessage("fake hangs: a run has not ended within 1 s (--run-timeout)");
  }
}
