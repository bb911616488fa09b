package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.FakeGauges;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is read from the workers that serve. */
class ServingMetersTest {
  @AutoClose private final PrometheusMetrics metrics = new PrometheusMetrics("1.2.3", "unknown");
  private final WorkerMetrics told = metrics.listener();
  private final FakeGauges former = new FakeGauges();
  private final FakeGauges next = new FakeGauges();

  ServingMetersTest() {
    former.held = new Held(3, 3_000, 2_500_000_000L);
    former.prefetchLimit = 16;
    former.framesPerSecond = 81.5;
    next.held = new Held(5, 700, 500_000_000L);
    next.prefetchLimit = 64;
    next.framesPerSecond = 900;
  }

  private double shown(String name, String... labels) {
    return Exposition.parse(metrics.scrape(null).body()).value(name, labels);
  }

  private double busy(String stage) {
    return shown("warren_stage_busy_seconds_total", "stage", stage);
  }

  private double lanes(String stage) {
    return shown("warren_stage_lanes", "stage", stage);
  }

  @Test
  void nothingIsHeldAndNothingKnownBeforeAWorkerServes() {
    assertThat(shown("warren_inflight_frames")).isZero();
    assertThat(shown("warren_inflight_bytes")).isZero();
    assertThat(shown("warren_oldest_inflight_seconds")).isZero();
    assertThat(shown("warren_consumer_active")).isZero();
    assertThat(shown("warren_capacity_frames_per_second")).isNaN();
    assertThat(shown("warren_capacity_cameras", "fps", "5", "slo_ms", "100")).isNaN();
  }

  @Test
  void camerasAreAskedForByRateAndLatency() {
    told.workerServes(former);
    told.workerServes(next);
    assertThat(shown("warren_capacity_cameras", "fps", "30", "slo_ms", "1000")).isEqualTo(30);
    assertThat(shown("warren_capacity_cameras", "fps", "5", "slo_ms", "100")).isEqualTo(18);
    assertThat(shown("warren_capacity_cameras", "fps", "5", "slo_ms", "250")).isEqualTo(45);
  }

  @Test
  void areReadWhenSomebodyAsks() {
    told.workerServes(former);
    assertThat(shown("warren_inflight_frames")).isEqualTo(3);
    assertThat(shown("warren_inflight_bytes")).isEqualTo(3_000);
    assertThat(shown("warren_oldest_inflight_seconds")).isEqualTo(2.5);
    assertThat(shown("warren_prefetch_limit")).isEqualTo(16);
    assertThat(shown("warren_capacity_frames_per_second")).isEqualTo(81.5);
    former.held = new Held(1, 10, 0);
    assertThat(shown("warren_inflight_frames")).isEqualTo(1);
    assertThat(shown("warren_inflight_bytes")).isEqualTo(10);
    assertThat(shown("warren_oldest_inflight_seconds")).isZero();
    assertThat(shown("warren_consumer_active")).isZero();
    former.consuming = true;
    assertThat(shown("warren_consumer_active")).isEqualTo(1);
  }

  /** While one worker takes over from another, both hold frames; the rate is the next one's. */
  @Test
  void twoWorkersAreAddedUpAndTheRateIsOfTheOneThatCameLast() {
    told.workerServes(former);
    told.workerServes(next);
    assertThat(shown("warren_inflight_frames")).isEqualTo(8);
    assertThat(shown("warren_inflight_bytes")).isEqualTo(3_700);
    assertThat(shown("warren_oldest_inflight_seconds")).isEqualTo(2.5);
    assertThat(shown("warren_prefetch_limit")).isEqualTo(80);
    assertThat(shown("warren_capacity_frames_per_second")).isEqualTo(900);
    told.workerEnds(former);
    assertThat(shown("warren_inflight_frames")).isEqualTo(5);
    assertThat(shown("warren_oldest_inflight_seconds")).isEqualTo(0.5);
    assertThat(shown("warren_prefetch_limit")).isEqualTo(64);
    assertThat(shown("warren_capacity_frames_per_second")).isEqualTo(900);
    told.workerEnds(next);
    assertThat(shown("warren_inflight_frames")).isZero();
    assertThat(shown("warren_capacity_frames_per_second")).isNaN();
  }

  @Test
  void nativeMemoryIsOfTheProcessAndCountedOnce() {
    former.pixelBytes = 1_000;
    former.javaCppBytes = 5_000;
    next.pixelBytes = 500;
    next.javaCppBytes = 5_000;
    assertThat(shown("warren_native_memory_bytes", "kind", "javacpp")).isZero();
    told.workerServes(former);
    assertThat(shown("warren_native_memory_bytes", "kind", "pixels")).isEqualTo(1_000);
    assertThat(shown("warren_native_memory_bytes", "kind", "javacpp")).isEqualTo(4_000);
    told.workerServes(next);
    assertThat(shown("warren_native_memory_bytes", "kind", "pixels")).isEqualTo(1_500);
    assertThat(shown("warren_native_memory_bytes", "kind", "javacpp")).isEqualTo(3_500);
  }

  @Test
  void busyTimesAreOfEachStageWithItsThreads() {
    told.workerServes(former);
    former.decoders = 2;
    former.lanes = 3;
    former.decodeBusyNanos = 1_500_000_000;
    former.engineBusyNanos = 4_000_000_000L;
    former.sendingNanos = 250_000_000;
    assertThat(busy("decode")).isEqualTo(1.5);
    assertThat(busy("engine")).isEqualTo(4);
    assertThat(busy("publish")).isEqualTo(0.25);
    assertThat(lanes("decode")).isEqualTo(2);
    assertThat(lanes("engine")).isEqualTo(3);
    assertThat(lanes("publish")).as("of those that write").isEqualTo(3);
  }

  @Test
  void aCounterNeverFallsWhenAWorkerFollowsAnother() {
    former.engineBusyNanos = 4_000_000_000L;
    told.workerServes(former);
    told.workerServes(next);
    next.engineBusyNanos = 1_000_000_000L;
    assertThat(busy("engine")).isEqualTo(5);
    told.workerEnds(former);
    told.workerEnds(former);
    assertThat(busy("engine")).isEqualTo(5);
    next.engineBusyNanos = 2_000_000_000L;
    assertThat(busy("engine")).isEqualTo(6);
    assertThat(lanes("engine")).isEqualTo(1);
  }

  /** Micrometer holds what function counters read weakly. */
  @Test
  void countersGoOnAfterTheGarbageIsCollected() {
    told.workerServes(former);
    System.gc();
    former.engineBusyNanos = 4_000_000_000L;
    assertThat(busy("engine")).isEqualTo(4);
  }
}
