package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tries that failed, by the stage that gave up and what it said. */
final class FailureMeters implements WorkerMetrics {
  /** As outcomes name them. */
  private static final List<String> STAGES =
      List.of("intake", "fetch", "decode", "engine", "postprocess");

  private final Map<String, Map<FailReason, Counter>> failed = new HashMap<>();

  FailureMeters(Meters meters) {
    for (String stage : STAGES) {
      Map<FailReason, Counter> byReason = new EnumMap<>(FailReason.class);
      for (FailReason reason : FailReason.values()) {
        byReason.put(
            reason,
            meters.counter(
                "warren_failures_total",
                "Tries at a frame that failed, those that are tried again too: by the stage that"
                    + " gave up and, as category, the reason as results have it",
                "stage",
                stage,
                "category",
                reason.wire()));
      }
      failed.put(stage, byReason);
    }
  }

  @Override
  public void frameFailed(String stage, FailReason reason) {
    failed.get(stage).get(reason).increment();
  }
}
