package dev.warren.bench;

import java.util.List;

/** What we want a ratio, or a figure, to be. */
record Target(String name, boolean atLeast, double value, String meaning) {
  /** Of what Warren claims to be; see {@code worker/BENCHMARKS.md}. */
  static final List<Target> ALL =
      List.of(
          new Target(
              "saturated", true, 0.95, "frames/s through RabbitMQ / bare loop, cores as above"),
          new Target("saturated_shared", true, 0, "the same, broker and load on the same cores"),
          new Target("saturated_shared_per_core", true, 0, "the same per core that is used"),
          new Target("server", true, 0.85, "highest camera rate with p99 <= 5 t(1) / bare loop"),
          new Target("server_poisson", true, 0, "the same with Poisson arrivals"),
          new Target("ort_vs_torch", true, 1.4, "frames/s of onnxruntime / pytorch"),
          new Target("broker_ceiling", true, 0.8, "frames/s with a no-op engine / PerfTest"),
          new Target("goodput_2x", true, 0.95, "in time at twice the capacity / capacity"),
          new Target("goodput_2x_fifo", true, 0, "the same in order of arrival"),
          new Target("fairness_p99", false, 1.2, "p99 of 49 cameras beside a loud one / without"),
          new Target("decode", false, 1.15, "decode to the engine's layout / bare OpenCV"),
          new Target("decode_uint8", false, Double.MAX_VALUE, "the same up to what a GPU takes"),
          new Target("added_p50_ms", false, 3, "latency at 20 % load beyond the work itself"),
          new Target("added_beyond_relay_p50_ms", false, Double.MAX_VALUE, "less the broker's own"),
          new Target("added_p99_ms", false, 10, "the same, 99th percentile"),
          new Target(
              "added_gpu_pace_p50_ms", false, 3, "the same with an engine that takes no cores"),
          new Target("added_gpu_pace_p99_ms", false, 10, "the same, 99th percentile"),
          new Target("postprocess_ms", false, 1, "head to detections, on one core"));

  boolean isMet(double measured) {
    return atLeast ? measured >= value : measured <= value;
  }

  /** Shown beside another, without a claim of its own. */
  boolean isClaim() {
    return value != 0 && value != Double.MAX_VALUE;
  }

  /** For example {@code >= 0.95}. */
  String text() {
    return isClaim() ? (atLeast ? ">= " : "<= ") + value : "";
  }
}
