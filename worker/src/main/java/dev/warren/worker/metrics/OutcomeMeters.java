package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Frames that have ended, and tries that failed, by the reasons that results give. */
final class OutcomeMeters implements WorkerMetrics {
  /** That give frames up, as outcomes name them. */
  private static final List<String> STAGES =
      List.of("intake", "fetch", "decode", "engine", "postprocess");

  private final Meters meters;
  private final Counter detected;
  private final Map<SkipReason, Counter> skipped = new EnumMap<>(SkipReason.class);
  private final Map<FailReason, Counter> failed = new EnumMap<>(FailReason.class);

  OutcomeMeters(Meters meters) {
    this.meters = meters;
    detected = ended("detected", "none");
    for (SkipReason reason : SkipReason.values()) {
      skipped.put(reason, ended("skipped", reason.wire()));
    }
    for (FailReason reason : FailReason.values()) {
      failed.put(reason, ended("failed", reason.wire()));
      for (String stage : STAGES) failures(stage, reason);
    }
  }

  private Counter ended(String outcome, String reason) {
    return meters.counter(
        "warren_frames_total",
        "Frames that have ended: detected (none), skipped and failed with the reasons of the"
            + " results; of skipped also shed: given up without a result, by --shed-when-blocked"
            + " alone",
        "outcome",
        outcome,
        "reason",
        reason);
  }

  private Counter failures(String stage, FailReason reason) {
    return meters.counter(
        "warren_failures_total",
        "Tries at a frame that failed, also those that are tried again, or skipped as there is"
            + " no time for that: by the stage that gave up and, as category, the reason as results"
            + " have it",
        "stage",
        stage,
        "category",
        reason.wire());
  }

  @Override
  public void frameFailed(String stage, FailReason reason) {
    failures(stage, reason).increment();
  }

  @Override
  public void frameShed() {
    skipped.get(SkipReason.SHED).increment();
  }

  @Override
  public void frameEnded(FrameResult result) {
    if (result instanceof FrameResult.Skipped frame) {
      skipped.get(frame.reason()).increment();
    } else if (result instanceof FrameResult.Failed frame) {
      failed.get(frame.reason()).increment();
    } else {
      detected.increment();
    }
  }
}
