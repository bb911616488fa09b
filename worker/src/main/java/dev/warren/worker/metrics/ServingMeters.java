package dev.warren.worker.metrics;

import java.util.Locale;

/** What is read from the workers that serve, whenever somebody asks. */
final class ServingMeters {
  private static final double NANOS_PER_SECOND = 1e9;

  private ServingMeters() {}

  static void register(Meters meters, Serving serving) {
    meters.gauge(
        "warren_inflight_frames",
        "Frames taken and not settled",
        () -> serving.sum(worker -> worker.held().frames()));
    meters.gauge(
        "warren_inflight_bytes",
        "Of their messages' bodies, as they came",
        () -> serving.sum(worker -> worker.held().bytes()));
    meters.gauge(
        "warren_oldest_inflight_seconds",
        "How long ago the first of them came; 0 where there is none",
        () -> serving.max(worker -> worker.held().oldestNanos()) / NANOS_PER_SECOND);
    meters.gauge(
        "warren_prefetch_limit",
        "Frames held at most",
        () -> serving.sum(WorkerGauges::prefetchLimit));
    meters.gauge(
        "warren_consumer_active",
        "1 while the worker has a consumer on its queue, 0 while it takes nothing; 2 for a moment"
            + " while a worker follows another",
        () -> serving.sum(worker -> worker.isConsuming() ? 1 : 0));
    meters.gauge(
        "warren_capacity_frames_per_second",
        "What the engine was measured to do with all lanes busy; NaN until then",
        () -> serving.last(WorkerGauges::framesPerSecond));
    for (Serving.Stage stage : Serving.Stage.values()) register(meters, serving, stage);
  }

  private static void register(Meters meters, Serving serving, Serving.Stage stage) {
    String label = stage.name().toLowerCase(Locale.ROOT);
    meters.counter(
        "warren_stage_busy_seconds_total",
        "Time of all threads at work: decode; engine (from taking a batch to having handed over"
            + " its results, writing them included); publish (writing replies, or waiting to)",
        () -> serving.busySeconds(stage),
        "stage",
        label);
    meters.gauge(
        "warren_stage_lanes",
        "Threads of the stage, by which its busy seconds divide; those that publish are mostly the"
            + " engine's",
        () -> serving.lanes(stage),
        "stage",
        label);
  }
}
