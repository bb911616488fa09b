package dev.warren.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lanes that wait for an engine to work again, with a trial that a test holds up. */
@Timeout(60)
class OutageTest {
  private final EngineGuard guard =
      EngineGuard.of(
          "gpu",
          new GuardConfig(1, Duration.ofMillis(10), Duration.ZERO),
          CircuitBreakerRegistry.ofDefaults());
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final Outage outage = new Outage(guard, () -> events.add("gave back"));
  private final Semaphore trials = new Semaphore(0);
  private final ProbedLane lane = new ProbedLane(new WorkingLane(), 1, guard, new RunMark());

  /** Works, each time a permit lets it. */
  private final class WorkingLane implements Lane {
    @Override
    public ByteBuffer input() {
      return ByteBuffer.allocateDirect(1);
    }

    @Override
    public RawOutput run(int count) {
      trials.acquireUninterruptibly();
      return null;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    outage.tell(
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
  }

  private void breakEngine() {
    guard.failed(1, new EngineException("out of order", null));
    assertThat(guard.isBroken()).isTrue();
  }

  private Thread sitOut() {
    Thread thread =
        new Thread(
            () -> {
              try {
                outage.sitOut(lane);
              } catch (InterruptedException e) {
                events.add("interrupted");
              }
            });
    thread.start();
    return thread;
  }

  private Thread sitOutUntilTrial() {
    Thread thread = sitOut();
    await().until(trials::hasQueuedThreads);
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void everyOutageIsToldAndEnds() throws Exception {
    for (int i = 0; i < 2; i++) {
      breakEngine();
      Thread tries = sitOutUntilTrial();
      assertThat(outage.isGivingBack()).isTrue();
      trials.release();
      tries.join();
      assertThat(outage.isGivingBack()).isFalse();
    }
    String stopped = "stopped: gpu fails whatever it runs: out of order";
    assertThat(events)
        .containsExactly(stopped, "gave back", "resumed", stopped, "gave back", "resumed");
  }

  @Test
  void lanesThatWaitForTheOneThatTriesGoOnWithIt() throws Exception {
    breakEngine();
    Thread tries = sitOutUntilTrial();
    Thread waits = sitOut();
    awaitWaiting(waits);
    trials.release();
    tries.join();
    waits.join();
    assertThat(events).filteredOn(e -> e.startsWith("stopped")).hasSize(1);
    assertThat(events).last().isEqualTo("resumed");
  }

  @Test
  void nobodyGoesOnWhereALaneIsGoneThoughTheEngineWorksAgain() throws Exception {
    breakEngine();
    Thread tries = sitOutUntilTrial();
    Thread waits = sitOut();
    awaitWaiting(waits);
    outage.beginForGood("lane 2 is gone");
    trials.release();
    await().until(() -> trials.availablePermits() == 0 && !trials.hasQueuedThreads());
    awaitWaiting(tries);
    assertThat(events).doesNotContain("resumed").last().isEqualTo("gave back");
    assertThat(events).contains("stopped: lane 2 is gone");
    assertThat(outage.isGivingBack()).isTrue();
    assertThat(waits.isAlive()).isTrue();
    tries.interrupt();
    waits.interrupt();
    tries.join();
    waits.join();
    assertThat(events).doesNotContain("resumed").endsWith("interrupted", "interrupted");
  }
}
