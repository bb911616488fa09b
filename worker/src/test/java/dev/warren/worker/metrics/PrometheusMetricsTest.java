package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameRef;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ImageSize;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Timings;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.gpu.GpuMonitor;
import dev.warren.worker.gpu.GpuReading;
import dev.warren.worker.gpu.ThrottleReason;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.testing.Exposition;
import dev.warren.worker.testing.FakeGpus;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
  private static final FrameRef FRAME = new FrameRef("f1", "gate", null, "m", "sha256:0", null);
  private static final double NONE = Double.NaN;

  @AutoClose private final PrometheusMetrics metrics = new PrometheusMetrics("1.2.3", "unknown");
  private final WorkerMetrics told = metrics.listener();

  private Exposition scrape() {
    return Exposition.parse(metrics.scrape(null).body());
  }

  @Test
  void everySeriesOfEventsBeginsAtZero() {
    Exposition scrape = scrape();
    for (String redelivered : List.of("false", "true")) {
      assertThat(scrape.value("warren_deliveries_total", "redelivered", redelivered)).isZero();
    }
    for (Closing closing : Closing.values()) {
      assertThat(scrape.value("warren_batches_closed_total", "reason", closing.label())).isZero();
    }
    for (String stage : List.of("intake", "fetch", "decode", "engine", "postprocess")) {
      for (FailReason reason : FailReason.values()) {
        assertThat(scrape.value("warren_failures_total", "category", reason.wire(), "stage", stage))
            .isZero();
      }
    }
    for (String stage : List.of("decode", "engine", "publish")) {
      assertThat(scrape.value("warren_stage_busy_seconds_total", "stage", stage)).isZero();
      assertThat(scrape.value("warren_stage_lanes", "stage", stage)).isZero();
    }
    assertThat(scrape.value("warren_broker_blocked_seconds_total")).isZero();
    assertThat(scrape.value("warren_consumer_cancels_total")).isZero();
    assertThat(scrape.value("warren_turnaround_seconds_count")).isZero();
    assertThat(scrape.value("warren_end_to_end_seconds_count")).isZero();
    assertThat(scrape.value("warren_broker_reconnects_total")).isZero();
    assertThat(scrape.value("warren_frames_total", "outcome", "detected", "reason", "none"))
        .isZero();
    for (SkipReason reason : SkipReason.values()) {
      assertThat(scrape.value("warren_frames_total", "outcome", "skipped", "reason", reason.wire()))
          .isZero();
    }
    for (FailReason reason : FailReason.values()) {
      assertThat(scrape.value("warren_frames_total", "outcome", "failed", "reason", reason.wire()))
          .isZero();
    }
    for (String stage :
        List.of("broker_wait", "decode", "batch_wait", "run", "postprocess", "confirm")) {
      assertThat(scrape.value("warren_stage_seconds_count", "stage", stage)).isZero();
    }
    for (String result : List.of("confirmed", "repeated", "replayed", "returned")) {
      assertThat(scrape.value("warren_replies_total", "result", result)).isZero();
    }
    for (String kind : List.of("ack", "requeue", "lost")) {
      assertThat(scrape.value("warren_settlements_total", "kind", kind)).isZero();
    }
  }

  @Test
  void aFrameIsCountedByItsOutcomeAndReason() {
    told.frameEnded(new FrameResult.Detected(FRAME, new ImageSize(2, 1), List.of()));
    told.frameEnded(new FrameResult.Skipped(FRAME, SkipReason.SUPERSEDED));
    told.frameEnded(new FrameResult.Failed(FRAME, FailReason.ENGINE_ERROR, "engine", "no", false));
    Exposition scrape = scrape();
    assertThat(scrape.value("warren_frames_total", "outcome", "detected", "reason", "none"))
        .isEqualTo(1);
    assertThat(scrape.value("warren_frames_total", "outcome", "skipped", "reason", "superseded"))
        .isEqualTo(1);
    assertThat(scrape.value("warren_frames_total", "outcome", "failed", "reason", "engine_error"))
        .isEqualTo(1);
    assertThat(scrape.sum("warren_frames_total")).isEqualTo(3);
  }

  @Test
  void sizesFallIntoTheirBuckets() {
    told.frameReceived(5_000, false);
    told.frameReceived(500, true);
    told.frameReceived(500, true);
    told.batchRan(3, 7_000_000);
    Exposition scrape = scrape();
    assertThat(scrape.value("warren_deliveries_total", "redelivered", "false")).isEqualTo(1);
    assertThat(scrape.value("warren_deliveries_total", "redelivered", "true")).isEqualTo(2);
    assertThat(scrape.value("warren_frame_bytes_bucket", "le", "4096.0")).isEqualTo(2);
    assertThat(scrape.value("warren_frame_bytes_bucket", "le", "16384.0")).isEqualTo(3);
    assertThat(scrape.value("warren_batch_size_bucket", "le", "2.0")).isZero();
    assertThat(scrape.value("warren_batch_size_bucket", "le", "4.0")).isEqualTo(1);
    assertThat(scrape.value("warren_stage_seconds_bucket", "stage", "run", "le", "0.005")).isZero();
    assertThat(scrape.value("warren_stage_seconds_bucket", "stage", "run", "le", "0.01"))
        .isEqualTo(1);
  }

  @Test
  void timesAreInSeconds() {
    told.frameDecoded(2_000_000_000);
    told.replyConfirmed(500_000_000);
    told.frameDated(1_500);
    told.frameTimed(new Timings(9e9, 9e9, 250.0, 9e9, 0.5));
    told.frameTimed(Timings.NONE);
    Exposition scrape = scrape();
    assertThat(seconds(scrape, "decode")).isEqualTo(2);
    assertThat(seconds(scrape, "confirm")).isEqualTo(0.5);
    assertThat(seconds(scrape, "broker_wait")).isEqualTo(1.5);
    assertThat(seconds(scrape, "batch_wait")).isEqualTo(0.25);
    assertThat(seconds(scrape, "postprocess")).isEqualTo(0.0005);
    assertThat(scrape.value("warren_stage_seconds_count", "stage", "batch_wait")).isEqualTo(1);
  }

  private static double seconds(Exposition scrape, String stage) {
    return scrape.value("warren_stage_seconds_sum", "stage", stage);
  }

  @Test
  void repliesAndSettlementsAreCountedByKind() {
    told.replyConfirmed(1);
    told.replyRepeated();
    told.replyReplayed();
    told.replyReturned();
    told.frameAcked(1);
    told.frameRequeued();
    told.settlementLost();
    Exposition scrape = scrape();
    for (String result : List.of("confirmed", "repeated", "replayed", "returned")) {
      assertThat(scrape.value("warren_replies_total", "result", result)).isEqualTo(1);
    }
    for (String kind : List.of("ack", "requeue", "lost")) {
      assertThat(scrape.value("warren_settlements_total", "kind", kind)).isEqualTo(1);
    }
  }

  @Test
  void readyAndDrainingFollowReadiness() {
    Readiness readiness = new Readiness();
    metrics.bind(readiness);
    assertThat(scrape().value("warren_ready")).isEqualTo(1);
    assertThat(scrape().value("warren_draining")).isZero();
    readiness.obstruct("engine", "its circuit is open");
    assertThat(scrape().value("warren_ready")).isZero();
    assertThat(scrape().value("warren_draining")).isZero();
    readiness.obstruct(Readiness.DRAIN, "stopping");
    assertThat(scrape().value("warren_draining")).isEqualTo(1);
  }

  @Test
  void theEngineThatTakesOverReplacesTheOneBefore() {
    told.engineServes(new EngineInfo("onnxruntime", "m", "sha256:0", "model", "worker", 4));
    told.engineServes(new EngineInfo("tensorrt", "m", "sha256:0", "fp16", "worker", 16));
    Exposition scrape = scrape();
    assertThat(scrape.sum("warren_engine_info")).isEqualTo(1);
    assertThat(
            scrape.value(
                "warren_engine_info",
                "engine",
                "tensorrt",
                "max_batch",
                "16",
                "model",
                "m",
                "model_version",
                "sha256:0",
                "precision",
                "fp16",
                "role",
                "worker"))
        .isEqualTo(1);
    assertThat(scrape.value("warren_build_info", "revision", "unknown", "version", "1.2.3"))
        .isEqualTo(1);
  }

  @Test
  void aCircuitBreakerShowsItsStateAlsoWhenItComesLater() {
    CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    metrics.bind(breakers);
    CircuitBreaker breaker = breakers.circuitBreaker("engine");
    assertThat(state("closed")).isEqualTo(1);
    assertThat(state("open")).isZero();
    breaker.transitionToOpenState();
    assertThat(state("closed")).isZero();
    assertThat(state("open")).isEqualTo(1);
  }

  private double state(String state) {
    return scrape().value("resilience4j_circuitbreaker_state", "name", "engine", "state", state);
  }

  @Test
  void aGpuShowsItsFigures() {
    metrics.bind(new FakeGpus(gpu(0.37, Set.of(ThrottleReason.SW_POWER_CAP))));
    Exposition scrape = scrape();
    String[] labels = {"gpu", "0", "name", "NVIDIA L4"};
    assertThat(scrape.value("warren_gpu_utilization_ratio", labels)).isEqualTo(0.37);
    assertThat(scrape.value("warren_gpu_memory_used_bytes", labels)).isEqualTo(1e9);
    assertThat(scrape.value("warren_gpu_memory_total_bytes", labels)).isEqualTo(24e9);
    assertThat(scrape.value("warren_gpu_power_watts", labels)).isEqualTo(71.5);
    assertThat(scrape.value("warren_gpu_temperature_celsius", labels)).isEqualTo(61);
    assertThat(scrape.value("warren_gpu_sm_clock_hertz", labels)).isEqualTo(2.04e9);
    for (ThrottleReason reason : ThrottleReason.values()) {
      assertThat(throttled(scrape, reason.label()))
          .isEqualTo(reason == ThrottleReason.SW_POWER_CAP ? 1 : 0);
    }
  }

  @Test
  void eachGpuShowsItsOwnFigures() {
    GpuReading other = new GpuReading("1", "NVIDIA L4", 0.9, 2e9, 24e9, 30, 40, 1e9, Set.of());
    metrics.bind(new FakeGpus(gpu(0.37, Set.of()), other));
    Exposition scrape = scrape();
    for (int i = 0; i < 2; i++) {
      String[] labels = {"gpu", Integer.toString(i), "name", "NVIDIA L4"};
      assertThat(scrape.value("warren_gpu_utilization_ratio", labels)).isEqualTo(i == 0 ? .37 : .9);
    }
  }

  @Test
  void aFigureThatAGpuLacksIsAbsentAndNotZero() {
    metrics.bind(
        new FakeGpus(new GpuReading("2:1", "MIG 1g", NONE, 1e9, 5e9, NONE, NONE, NONE, null)));
    Exposition scrape = scrape();
    assertThat(scrape.types().keySet().stream().filter(name -> name.startsWith("warren_gpu")))
        .containsExactly("warren_gpu_memory_total_bytes", "warren_gpu_memory_used_bytes");
    assertThat(scrape.value("warren_gpu_memory_used_bytes", "gpu", "2:1", "name", "MIG 1g"))
        .isEqualTo(1e9);
  }

  @Test
  void aGpuThatFallsSilentHasNoFiguresUntilItAnswersAgain() {
    FakeGpus gpus = new FakeGpus(gpu(0.5, Set.of()));
    metrics.bind(gpus);
    gpus.show(new GpuReading("0", "NVIDIA L4", NONE, NONE, NONE, NONE, NONE, NONE, null));
    Exposition silent = scrape();
    assertThat(silent.value("warren_gpu_utilization_ratio", "gpu", "0", "name", "NVIDIA L4"))
        .isNaN();
    assertThat(throttled(silent, "hw_slowdown")).isNaN();
    gpus.show(gpu(0.25, Set.of()));
    assertThat(scrape().value("warren_gpu_utilization_ratio", "gpu", "0", "name", "NVIDIA L4"))
        .isEqualTo(0.25);
  }

  @Test
  void aMachineWithoutAGpuHasNoGpuMetrics() {
    metrics.bind(GpuMonitor.NONE);
    assertThat(scrape().types().keySet()).noneMatch(name -> name.startsWith("warren_gpu"));
  }

  private static GpuReading gpu(double utilization, Set<ThrottleReason> throttles) {
    return new GpuReading("0", "NVIDIA L4", utilization, 1e9, 24e9, 71.5, 61, 2.04e9, throttles);
  }

  private static double throttled(Exposition scrape, String reason) {
    return scrape.value("warren_gpu_throttled", "gpu", "0", "name", "NVIDIA L4", "reason", reason);
  }

  @Test
  void theProcessShowsWhatItTakes() {
    Exposition scrape = scrape();
    // With an upper bound: AssertJ takes NaN for larger than any number.
    assertThat(scrape.value("process_cpu_seconds_total")).isBetween(0.01, 1e6);
    assertThat(scrape.value("process_resident_memory_bytes")).isBetween(1e7, 1e12);
    assertThat(scrape.sum("jvm_memory_used_bytes{area=\"heap\"")).isPositive();
    assertThat(scrape.value("jvm_threads_live_threads")).isPositive();
  }

  @Test
  void whoAsksForOpenMetricsGetsIt() {
    Scrape open = metrics.scrape("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(new String(open.body(), StandardCharsets.UTF_8))
        .contains("# TYPE warren_frames counter")
        .endsWith("# EOF\n");
    Scrape text = metrics.scrape("application/vnd.google.protobuf;q=0.9,text/plain;q=0.5");
    assertThat(text.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(new String(text.body(), StandardCharsets.UTF_8))
        .contains("# TYPE warren_frames_total counter");
  }

  @Test
  void showsOneBottleneckAtATime() {
    AtomicReference<String> named = new AtomicReference<>("engine");
    metrics.bindBottleneck(List.of("decode", "engine"), named::get);
    assertThat(scrape().value("warren_bottleneck", "stage", "engine")).isEqualTo(1);
    assertThat(scrape().value("warren_bottleneck", "stage", "decode")).isZero();
    named.set("decode");
    assertThat(scrape().value("warren_bottleneck", "stage", "engine")).isZero();
    assertThat(scrape().value("warren_bottleneck", "stage", "decode")).isEqualTo(1);
  }
}
