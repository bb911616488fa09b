package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.testing.CapturedLog;
import dev.warren.worker.testing.FakeEngine;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One worker follows another on a real broker, under load. */
class SuccessionIT {
  private static final int FRAMES = 400;

  private final Semaphore formerPermits = new Semaphore(0);
  private final FakeEngine former =
      new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, FakeSite.MAX_BATCH, 1, formerPermits)
          .named("former");
  private final FakeEngine next = FakeSite.engine("next", 3);
  private final Readiness readiness = new Readiness();
  @AutoClose private final FakeSite site = new FakeSite();

  private Succession serveWithFormer() throws IOException {
    return Succession.of(site.start(former), readiness);
  }

  /** An engine that is ready, for a worker that starts at once. */
  private class Ready implements Successor {
    private final Engine engine;

    Ready(Engine engine) {
      this.engine = engine;
    }

    @Override
    public Engine build() {
      return engine;
    }

    @Override
    public Worker start(Engine engine) throws IOException {
      return site.start(engine);
    }
  }

  private void assertBothServed() {
    assertThat(site.engines()).containsExactly("former", "next");
  }

  @Test
  void everyFrameIsAnsweredOnceWhileTheNextOneTakesOverUnderLoad() throws Exception {
    try (Succession service = serveWithFormer()) {
      Thread load = publishInBackground();
      formerPermits.release(20);
      site.awaitAnswered(20);
      service.upgrade(new Ready(next), false);
      await().until(() -> service.serving().engine().equals("next"));
      formerPermits.release(1_000_000); // for its drain
      load.join();
      site.assertAllDetectedOnce();
      await().until(former::isClosed);
      assertThat(next.isClosed()).isFalse();
      assertThat(service.failure()).isNotDone();
    }
    assertThat(next.isClosed()).isTrue();
    assertBothServed();
    assertThat(site.mostAttempts()).isEqualTo(1);
    assertThat(site.counters.totals().confirmed()).isEqualTo(FRAMES);
    assertThat(site.breakers.getAllCircuitBreakers()).isEmpty();
    System.out.printf(
        "handover under load: published %d, answered %d, lost 0, duplicated 0, by %s%n",
        FRAMES, site.broker.results().size(), site.engines());
  }

  private Thread publishInBackground() {
    Thread load =
        new Thread(
            () -> {
              try {
                site.publish(FRAMES);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    load.start();
    return load;
  }

  @Test
  void theStandInServesWhenTheDeviceIsLostUnderLoad() throws Exception {
    try (Succession service = serveWithFormer()) {
      service.onDeviceLost(new Ready(next));
      Thread load = publishInBackground();
      formerPermits.release(20);
      site.awaitAnswered(20);
      former.loseDevice();
      formerPermits.release(1_000_000);
      load.join();
      int extra = site.assertAllDetected();
      assertThat(extra).isLessThanOrEqualTo(FakeSite.PREFETCH);
      await().until(former::isClosed);
      assertThat(service.failure()).isNotDone();
      assertThat(readiness.isReady()).isTrue();
      System.out.printf(
          "device lost under load: published %d, answered %d, lost 0, duplicated %d%n",
          FRAMES, site.broker.results().size(), extra);
    }
    assertBothServed();
  }

  @Test
  void isNotReadyWhileTheStandInLoads() throws Exception {
    CountDownLatch loaded = new CountDownLatch(1);
    try (Succession service = serveWithFormer()) {
      service.onDeviceLost(
          new Ready(next) {
            @Override
            public Engine build() {
              waitFor(loaded);
              return super.build();
            }
          });
      site.publish(10);
      await().until(formerPermits::hasQueuedThreads);
      former.loseDevice();
      formerPermits.release(1_000_000);
      await().until(former::isClosed);
      assertThat(readiness.reasons())
          .contains("change: device 0 (Fake) fell off the bus; restart the machine");
      await().until(() -> site.broker.ready() == 10);
      loaded.countDown();
      site.assertAllDetectedOnce();
      assertThat(readiness.isReady()).isTrue();
    }
  }

  @Test
  void aLostDeviceIsTheFailureWhenNobodyFollows() throws Exception {
    try (Succession service = serveWithFormer()) {
      site.publish(10);
      former.loseDevice();
      formerPermits.release(1_000_000);
      assertThat(service.failure().get()).isInstanceOf(DeviceException.class);
    }
    await().until(() -> site.broker.ready() == 10);
  }

  @Test
  void aLostDeviceIsTheFailureWhenTheStandInDoesNotStart() throws Exception {
    try (Succession service = serveWithFormer()) {
      service.onDeviceLost(new Broken());
      site.publish(10);
      former.loseDevice();
      formerPermits.release(1_000_000);
      assertThat(service.failure().get()).isInstanceOf(DeviceException.class);
    }
  }

  private final class Broken extends Ready {
    Broken() {
      super(next);
    }

    @Override
    public Worker start(Engine engine) {
      throw new ModelException("m.onnx: cannot be used");
    }
  }

  @Test
  void theFormerGoesOnWhenTheNextDoesNotStart() throws Exception {
    formerPermits.release(1_000_000);
    try (Succession service = serveWithFormer()) {
      service.upgrade(new Broken(), false);
      await().until(next::isClosed);
      site.publish(50);
      site.assertAllDetectedOnce();
      assertThat(service.failure()).isNotDone();
      assertThat(readiness.isReady()).isTrue();
    }
    assertThat(site.engines()).containsExactly("former");
  }

  /** A bug has no words for an operator: without its trace nobody would ever find it. */
  @Test
  void whyTheNextDoesNotStartIsSaidInALineUnlessItIsABug() throws Exception {
    formerPermits.release(1_000_000);
    try (CapturedLog log = CapturedLog.of(Succession.class);
        Succession service = serveWithFormer()) {
      service.upgrade(new Broken(), false);
      await().until(() -> log.messages().contains("former goes on: m.onnx: cannot be used"));
      service.upgrade(
          new Ready(next) {
            @Override
            public Engine build() {
              throw new NullPointerException();
            }
          },
          false);
      await()
          .until(() -> log.messages().contains("former goes on: java.lang.NullPointerException"));
    }
  }

  @Test
  void aNextThatIsNeededAndDoesNotStartIsTheFailure() throws Exception {
    try (Succession service = serveWithFormer()) {
      service.upgrade(new Broken(), true);
      assertThat(service.failure().get())
          .isInstanceOf(ModelException.class)
          .hasMessage("m.onnx: cannot be used");
    }
    assertThat(former.isClosed()).isTrue();
  }

  @Test
  void aStopDoesNotWaitForABuild() throws Exception {
    CountDownLatch building = new CountDownLatch(1);
    CountDownLatch built = new CountDownLatch(1);
    Succession service = serveWithFormer();
    service.upgrade(
        new Ready(next) {
          @Override
          public Engine build() {
            building.countDown();
            waitFor(built);
            return super.build();
          }
        },
        true);
    building.await();
    service.close();
    assertThat(former.isClosed()).isTrue();
    built.countDown();
    await().until(next::isClosed);
    assertThat(service.failure()).isNotDone();
    assertThat(service.serving().engine()).isEqualTo("former");
  }

  @Test
  void aStopInTheMiddleOfTheChangeLeavesEveryFrameAnsweredOnceOrOnTheQueue() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch mayStart = new CountDownLatch(1);
    Succession service = serveWithFormer();
    site.publish(FRAMES);
    formerPermits.release(10);
    site.awaitAnswered(10);
    service.upgrade(
        new Ready(next) {
          @Override
          public Worker start(Engine engine) throws IOException {
            starting.countDown();
            waitFor(mayStart);
            return super.start(engine);
          }
        },
        true);
    starting.await();
    Thread stop = new Thread(service::close);
    stop.start();
    formerPermits.release(1_000_000);
    await().until(former::isClosed);
    assertThat(stop.isAlive()).as("waits for the one that starts").isTrue();
    mayStart.countDown();
    stop.join();
    assertThat(next.isClosed()).isTrue();
    site.awaitNothingHeld();
    assertThat(site.broker.results().values()).allSatisfy(r -> assertThat(r).hasSize(1));
    assertThat(service.failure()).isNotDone();

    try (Worker last = site.start(FakeSite.engine("last", 2))) {
      site.assertAllDetectedOnce();
      assertThat(last.failure()).isNotDone();
    }
  }

  @Test
  void aFormerThatDiesWhileTheNextIsBuiltIsTheFailure() throws Exception {
    CountDownLatch built = new CountDownLatch(1);
    try (Succession service = serveWithFormer()) {
      service.upgrade(
          new Ready(next) {
            @Override
            public Engine build() {
              waitFor(built);
              return super.build();
            }
          },
          false);
      site.publish(1);
      former.loseDevice();
      formerPermits.release(1_000_000);
      assertThat(service.failure().get(1, TimeUnit.MINUTES)).isInstanceOf(DeviceException.class);
    }
    built.countDown();
    await().until(next::isClosed);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
