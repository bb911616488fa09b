package dev.warren.worker.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What is read from the workers that serve, whenever somebody asks. */
final class ServingMeters {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Of common cameras. */
  private static final int[] FPS = {5, 10, 15, 25, 30};

  /** From what a person does not notice to what an alarm can wait for. */
  private static final int[] LATENCIES_MS = {100, 250, 500, 1_000};

  private ServingMeters() {}

  static Serving of(Meters meters) {
    Serving serving = new Serving();
    meters.gauge(
        "warren_inflight_frames",
        "Frames taken and not settled",
        () -> serving.sum(worker -> worker.held().frames()));
    meters.gauge(
        "warren_inflight_bytes",
        "Bodies of the messages that are held, as they came",
        () -> serving.sum(worker -> worker.held().bytes()));
    meters.gauge(
        "warren_oldest_inflight_seconds",
        "How long ago the first came of the frames that are held; 0 where none is",
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
        "What the worker was measured to do: its engine with all lanes busy, at the start and in"
            + " every run since, or its decoding threads, by the frames of late and with what"
            + " fetching images takes, where these do less; NaN until then",
        () -> serving.last(WorkerGauges::framesPerSecond));
    nativeMemory(meters, "pixels", () -> serving.sum(WorkerGauges::pixelBytes));
    // Read one after the other: it may have been freed in between.
    nativeMemory(
        meters,
        "javacpp",
        () ->
            Math.max(
                0,
                serving.max(WorkerGauges::javaCppBytes) - serving.sum(WorkerGauges::pixelBytes)));
    for (int fps : FPS) {
      for (int ms : LATENCIES_MS) cameras(meters, serving, fps, ms);
    }
    for (Serving.Stage stage : Serving.Stage.values()) register(meters, serving, stage);
    return serving;
  }

  private static void nativeMemory(Meters meters, String kind, DoubleSupplier bytes) {
    meters.gauge(
        "warren_native_memory_bytes",
        "Memory off the heap that Warren owns: pixels (decoded images), javacpp (what else its"
            + " bindings have allocated); what the runtimes of the engines and the codecs take for"
            + " themselves is in process_resident_memory_bytes alone, direct buffers are in"
            + " jvm_buffer_memory_used_bytes",
        bytes,
        "kind",
        kind);
  }

  private static void cameras(Meters meters, Serving serving, int fps, int latencyMs) {
    Duration latency = Duration.ofMillis(latencyMs);
    meters.gauge(
        "warren_capacity_cameras",
        "Cameras of fps frames per second each that this worker can serve so that 99 in 100 frames"
            + " are answered within slo_ms of their arrival, by the measured times of fetching,"
            + " decoding, engine and replies, at a load of 80 %; NaN while nothing is measured",
        () -> serving.last(worker -> worker.cameras(fps, latency)),
        "fps",
        String.valueOf(fps),
        "slo_ms",
        String.valueOf(latencyMs));
  }

  private static void register(Meters meters, Serving serving, Serving.Stage stage) {
    String label = stage.name().toLowerCase(Locale.ROOT);
    meters.counter(
        "warren_stage_busy_seconds_total",
        "Time of all threads at work: decode (fetching images included); engine (from taking a batch"
            + " to having handed over its results, writing them included); publish (writing replies,"
            + " or waiting to)",
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
