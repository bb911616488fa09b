package dev.warren.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.Freshness;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.testing.FakeEngine;
import dev.warren.worker.testing.Pictures;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A whole worker on a real broker, and an engine that breaks or loses its device. */
class EngineFaultsIT {
  private final Semaphore permits = new Semaphore(0);
  private final FakeEngine engine =
      new FakeEngine(FakeSite.MODEL, FakeSite.SIDE, FakeSite.MAX_BATCH, 2, permits);
  @AutoClose private final FakeSite site = new FakeSite();

  private long consumers() throws Exception {
    String queue = site.broker.topology().framesQueue(FakeSite.MODEL);
    return site.broker.channel().consumerCount(queue);
  }

  private void breakDownWhileFramesAreHeld(int published) throws Exception {
    site.publish(published);
    await().until(() -> site.counters.totals().received() == FakeSite.PREFETCH);
    engine.breakDown();
    permits.release(1_000_000);
    await().until(() -> site.broker.ready() == published);
  }

  @Test
  void aBrokenEngineFailsNoFrameAndTakesNoneUntilItWorksAgain() throws Exception {
    try (Worker worker = site.start(engine)) {
      breakDownWhileFramesAreHeld(100);
      assertThat(worker.readiness().reasons())
          .containsExactly("engine: fake fails whatever it runs: out of order");
      assertThat(site.breakers.circuitBreaker("fake").getState())
          .isNotEqualTo(CircuitBreaker.State.CLOSED);
      assertThat(consumers()).isZero();
      // Through several trials nothing is taken, so that nothing goes back a second time.
      await()
          .during(Duration.ofMillis(400))
          .until(() -> site.counters.totals().received() == FakeSite.PREFETCH);
      assertThat(site.counters.totals().requeued()).isEqualTo(FakeSite.PREFETCH);
      assertThat(site.broker.results()).isEmpty();

      engine.repair();
      site.assertAllDetectedOnce();
      assertThat(worker.readiness().isReady()).isTrue();
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.mostAttempts()).as("one time back to the broker").isEqualTo(2);
    assertThat(site.counters.totals().requeued()).isEqualTo(FakeSite.PREFETCH);
    assertThat(site.breakers.getAllCircuitBreakers()).isEmpty();
  }

  @Test
  void breaksAndMendsAgainAndAgain() throws Exception {
    try (Worker worker = site.start(engine)) {
      permits.release(1_000_000);
      for (int round = 1; round <= 3; round++) {
        engine.breakDown();
        site.publish(50);
        await().until(() -> !worker.readiness().isReady());
        engine.repair();
        site.awaitAnswered(50 * round);
      }
      site.assertAllDetectedOnce();
      assertThat(worker.failure()).isNotDone();
    }
  }

  @Test
  void consumesAsWidelyAsBeforeTheOutage() throws Exception {
    engine.paced(20); // 2 lanes hold two batches of 4 each, and 20 frames are under way
    try (Worker worker = site.start(site.config(0), engine)) {
      for (int i = 0; i < 100; i++) {
        site.broker
            .publisher()
            .publish(FakeSite.frame("c" + i, "gate" + i).freshness(Freshness.LATEST).build());
      }
      // Frames of the largest size, 4 MiB, for 256 MiB.
      await().until(() -> consumers() == 2 && site.counters.totals().received() == 64);
      engine.breakDown();
      permits.release(1_000_000);
      await().until(() -> consumers() == 0 && site.broker.ready() == 100);
      engine.repair();
      await().until(() -> consumers() == 2);
      site.awaitAnswered(100);
      assertThat(worker.failure()).isNotDone();
    }
    assertThat(site.broker.ready()).isZero();
  }

  @Test
  void aStopWhileTheEngineIsBrokenLeavesEveryFrameToOthers() throws Exception {
    Worker worker = site.start(engine);
    breakDownWhileFramesAreHeld(50);
    worker.close();
    assertThat(worker.failure()).isNotDone();
    try (Worker other = site.start(FakeSite.engine("other", 2))) {
      site.assertAllDetectedOnce();
      assertThat(other.failure()).isNotDone();
    }
  }

  @Test
  void anEngineThatBreaksDuringTheDrainDoesNotHoldItUp() throws Exception {
    Worker worker = site.start(engine);
    site.publish(50);
    await().until(() -> site.counters.totals().received() == FakeSite.PREFETCH);
    engine.breakDown();
    Thread stop = new Thread(worker::close);
    stop.start();
    await().until(() -> stop.getState() == Thread.State.TIMED_WAITING); // for the frames at hand
    permits.release(1_000_000);
    stop.join();
    site.awaitNothingHeld();
    assertThat(site.counters.totals().requeued()).isEqualTo(FakeSite.PREFETCH);
    assertThat(site.broker.results()).isEmpty();
  }

  @Test
  void framesOfALostDeviceAreBackBeforeTheWorkerIsEvenClosed() throws Exception {
    site.publish(100);
    try (Worker worker = site.start(engine)) {
      permits.release(5);
      await().until(() -> site.broker.results().size() >= 5);
      engine.loseDevice();
      permits.release(1_000_000);
      assertThat(worker.failure().get())
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("device 0 (Fake)");
      site.awaitNothingHeld();
      assertThat(site.broker.results()).hasSizeLessThan(100);
      assertThat(consumers()).isZero();
      assertThat(worker.readiness().isReady()).isFalse();
    }
    try (Worker other = site.start(FakeSite.engine("other", 2))) {
      site.assertAllDetectedOnce();
      assertThat(other.failure()).isNotDone();
    }
    assertThat(site.engines()).containsExactly("fake", "other");
  }

  @Test
  void framesOfARunThatDoesNotEndGoBackAndNobodyAnswersThemTwice() throws Exception {
    site.publish(50);
    WorkerConfig config = site.config(FakeSite.PREFETCH, Duration.ofSeconds(1));
    try (Worker worker = site.start(config, engine)) {
      await().until(() -> site.counters.totals().received() == FakeSite.PREFETCH);
      assertThat(worker.failure().get())
          .isInstanceOf(DeviceException.class)
          .hasMessage("fake hangs: a run has not ended within 1 s (--run-timeout)");
      site.awaitNothingHeld();
      assertThat(consumers()).isZero();
      permits.release(1_000_000); // and now they end after all
      await().until(() -> engine.batchSizes().size() >= 2);
    }
    assertThat(site.broker.results()).isEmpty();
    assertThat(site.counters.totals().requeued()).isEqualTo(site.counters.totals().received());
    try (Worker other = site.start(FakeSite.engine("other", 2))) {
      site.assertAllDetectedOnce();
      assertThat(other.failure()).isNotDone();
    }
  }

  @Test
  void aFrameThatLosesTheDeviceTakesNoOtherWithIt() throws Exception {
    site.publish(20);
    site.broker
        .publisher()
        .publish(
            FrameRequest.builder(
                    "fatal",
                    FakeSite.MODEL,
                    "gate",
                    Pictures.grey(FakeSite.SIDE, FakeEngine.FATAL & 0xFF))
                .build());
    permits.release(1_000_000);
    try (Worker worker = site.start(engine)) {
      assertThat(worker.failure().get()).isInstanceOf(DeviceException.class);
    }
    await().until(() -> site.broker.ready() == 21 - site.broker.results().size());
    assertThat(site.broker.results()).doesNotContainKey("fatal");
  }

  @Test
  void aReplyThatTheBrokerHasYetToTakeIsStillAckedAfterTheDeviceIsLost() throws Exception {
    String full = "full-" + site.broker.topology().prefix();
    site.broker
        .channel()
        .queueDeclare(
            full, false, false, true, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    Worker worker = site.start(engine);
    permits.release(2);
    for (int i = 0; i < 2; i++) {
      site.broker.publisher().publish(FakeSite.frame("r" + i).replyTo(full).build()).get();
    }
    await().until(() -> site.counters.totals().repeated() >= 1);
    site.publish(10);
    engine.loseDevice();
    permits.release(1_000_000);
    worker.failure().get();
    Thread stop = new Thread(worker::close);
    stop.start();
    await().until(() -> site.broker.ready() == 10);
    assertThat(site.broker.channel().basicGet(full, true)).isNotNull();
    stop.join();
    assertThat(site.counters.totals().confirmed()).isEqualTo(2);
    assertThat(site.broker.ready()).as("r0 and r1 are not among them").isEqualTo(10);
    site.broker.channel().queueDelete(full);
  }
}
