package dev.warren.worker.metrics;

import dev.warren.protocol.Timings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where the time goes: {@code run} once per batch, the other stages once per frame. */
final class StageMeters {
  private static final double NANOS_PER_MS = 1e6;

  /** From a fast postprocessing to a run on a slow CPU. */
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final Timer brokerWait;
  private final Timer fetch;
  private final Timer decode;
  private final Timer batchWait;
  private final Timer run;
  private final Timer postprocess;
  private final Timer confirm;

  StageMeters(MeterRegistry registry) {
    brokerWait = timer(registry, "broker_wait");
    fetch = timer(registry, "fetch");
    decode = timer(registry, "decode");
    batchWait = timer(registry, "batch_wait");
    run = timer(registry, "run");
    postprocess = timer(registry, "postprocess");
    confirm = timer(registry, "confirm");
  }

  private static Timer timer(MeterRegistry registry, String stage) {
    return Timer.builder("warren_stage_seconds")
        .description("Time in one stage; run once per batch, the others once per frame")
        .tags("stage", stage)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  void fetched(long nanos) {
    fetch.record(nanos, TimeUnit.NANOSECONDS);
  }

  void decoded(long nanos) {
    decode.record(nanos, TimeUnit.NANOSECONDS);
  }

  void ran(long nanos) {
    run.record(nanos, TimeUnit.NANOSECONDS);
  }

  void confirmed(long nanos) {
    confirm.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What is left once the others are known; decoding and run come from their stages. */
  void ended(Timings timings) {
    record(brokerWait, timings.brokerWaitMs());
    record(batchWait, timings.batchWaitMs());
    record(postprocess, timings.postprocessMs());
  }

  private static void record(Timer stage, Double millis) {
    if (millis != null) stage.record(Math.round(millis * NANOS_PER_MS), TimeUnit.NANOSECONDS);
  }
}
