package dev.warren.loadtest.report;

import java.util.Map;
import java.util.TreeMap;

/** What the rows of times are, in words for a reader who has nothing but the report. */
final class Legend {
  /** By name in {@link LoadReport#latencies}; times of stages have {@link #STAGES} in common. */
  private static final Map<String, String> ENDS =
      new TreeMap<>(
          Map.of(
              LoadReport.LATENCY,
              "from the time a frame was due to the receipt of its detections",
              LoadReport.LATENCY_ALL,
              "the same, of skipped and failed frames too",
              LoadReport.OVERHEAD,
              "latency less decode, inference and postprocess: broker, network and all waiting",
              LoadReport.CONFIRM,
              "from sending a frame to the broker's confirm",
              LoadReport.SEND_LAG,
              "how late frames left this command; part of the latency"));

  static final String STAGES = "a frame's time in each stage, as the worker measured it";

  private Legend() {}

  /**
   * @param name of {@link LoadReport#latencies}
   */
  static String of(String name) {
    return ENDS.get(name);
  }
}
