package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import dev.warren.protocol.ReceivedResult;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.Discipline;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TestTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who goes first and who need not go, in a whole worker whose one engine lane is held up. */
class SchedulingIT {
  private static final String MODEL = "fake";
  private static final int SIDE = 32;
  private static final byte[] IMAGE = Pictures.grey(SIDE, 7);

  private final Semaphore permits = new Semaphore(0);
  private final FakeEngine engine = new FakeEngine(MODEL, SIDE, 4, 1, permits);
  private final AtomicInteger received = new AtomicInteger();
  private final AtomicInteger decoded = new AtomicInteger();
  private final WorkerMetrics metrics =
      new WorkerMetrics() {
        @Override
        public void frameReceived(int sizeBytes, boolean redelivered) {
          received.incrementAndGet();
        }

        @Override
        public void frameDecoded(long nanos) {
          decoded.incrementAndGet();
        }
      };
  @AutoClose private final TestTopology broker = new TestTopology(MODEL);

  /** A worker whose lane has run into the closed gate with a frame named {@code busy}. */
  private Worker startHeldUp(Discipline discipline) throws Exception {
    WorkerConfig config =
        WorkerConfig.of("w1", broker.amqp(), broker.topology(), Path.of("none"))
            .with(
                c -> {
                  c.decodeThreads = 1;
                  c.discipline = discipline;
                });
    Worker worker = Worker.start(config, c -> engine, metrics);
    publish(frame("busy", "yard"));
    await().until(permits::hasQueuedThreads);
    return worker;
  }

  private static FrameRequest.Builder frame(String id, String camera) {
    return FrameRequest.builder(id, MODEL, camera, IMAGE)
        .capturedAtMs(System.currentTimeMillis() - 5);
  }

  private void publish(FrameRequest.Builder frame) throws InterruptedException {
    broker.publisher().publish(frame.build()).join();
  }

  private void assertSkipped(String id, SkipReason reason) {
    await().pollDelay(Duration.ZERO).until(() -> broker.results().containsKey(id));
    assertThat(broker.results().get(id)).hasSize(1);
    ReceivedResult answer = broker.results().get(id).get(0);
    assertThat(((FrameResult.Skipped) answer.result()).reason()).isEqualTo(reason);
    assertThat(answer.headers().ageMs()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void supersededFramesAreAnsweredWhileTheEngineIsHeldUp() throws Exception {
    try (Worker worker = startHeldUp(Discipline.FAIR)) {
      for (long seq = 1; seq <= 40; seq++) { // more than the prefetch: each answer makes room
        publish(frame("gate" + seq, "gate").seq(seq).freshness(Freshness.LATEST));
      }
      for (int seq = 1; seq < 40; seq++) assertSkipped("gate" + seq, SkipReason.SUPERSEDED);
      assertThat(engine.batchSizes()).isEmpty();
      permits.release(2);
      await().until(() -> broker.results().keySet().containsAll(Set.of("busy", "gate40")));
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(engine.batchSizes()).containsExactly(1, 1);
    assertThat(broker.results().get("gate40").get(0).result())
        .isInstanceOf(FrameResult.Detected.class);
  }

  @Test
  void holdsMoreFramesOfAKindThatMayBeSkipped() throws Exception {
    engine.paced(20); // 200 images/s: 2 batches of 4, 1 decoder, 10 under way
    try (Worker worker = startHeldUp(Discipline.FAIR)) {
      for (int i = 0; i < 30; i++) publish(frame("f" + i, "yard" + i));
      await().until(() -> received.get() > 9);
      await().during(Duration.ofMillis(300)).until(() -> received.get() <= 19);
      permits.release(100);
      await().until(() -> broker.results().size() == 31);

      permits.drainPermits();
      publish(frame("busy2", "yard"));
      await().until(permits::hasQueuedThreads);
      for (int i = 0; i < 50; i++) {
        publish(frame("g" + i, "gate" + i).freshness(Freshness.LATEST));
      }
      await().until(() -> received.get() == 31 + 51);
      permits.release(100);
      await().until(() -> broker.results().size() == 31 + 51);
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void hopelessFramesAreAnsweredWhileTheEngineIsHeldUp() throws Exception {
    try (Worker worker = startHeldUp(Discipline.FAIR)) {
      for (int i = 0; i < 30; i++) publish(frame("f" + i, "gate").ttlMs(400L));
      for (int i = 0; i < 30; i++) assertSkipped("f" + i, SkipReason.DEADLINE);
      assertThat(engine.batchSizes()).isEmpty();
      permits.release(1);
      await().until(() -> broker.results().containsKey("busy"));
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(engine.batchSizes()).containsExactly(1);
  }

  /**
   * Five of one camera, one of another, one of high priority, all decoded (there are 9 buffers);
   * then who is in the next batch.
   */
  private void assertNextBatch(Discipline discipline, String... ids) throws Exception {
    engine.paced(20); // by times that are mostly noise, fewer may pay more
    try (Worker worker = startHeldUp(discipline)) {
      for (int i = 1; i <= 5; i++) publish(frame("loud" + i, "loud"));
      publish(frame("quiet", "quiet"));
      publish(frame("alarm", "door").priorityClass(PriorityClass.HIGH));
      await().until(() -> decoded.get() == 8);
      permits.release(2); // the frame at hand, and one batch
      await().until(() -> broker.results().size() == 5);
      assertThat(broker.results().keySet()).contains("busy").contains(ids);
      permits.release(10);
      await().until(() -> broker.results().size() == 8);
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void highPriorityOvertakesAndCamerasTakeTurns() throws Exception {
    assertNextBatch(Discipline.FAIR, "alarm", "loud1", "quiet", "loud2");
  }

  @Test
  void fifoOnRequest() throws Exception {
    assertNextBatch(Discipline.FIFO, "loud1", "loud2", "loud3", "loud4");
  }
}
