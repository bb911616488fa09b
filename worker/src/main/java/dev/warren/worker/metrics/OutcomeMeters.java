package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Map;

/** Frames that have ended, by outcome and by the reason that results give. */
final class OutcomeMeters implements WorkerMetrics {
  private final Counter detected;
  private final Map<SkipReason, Counter> skipped = new EnumMap<>(SkipReason.class);
  private final Map<FailReason, Counter> failed = new EnumMap<>(FailReason.class);

  OutcomeMeters(Meters meters) {
    detected = counter(meters, "detected", "none");
    for (SkipReason reason : SkipReason.values()) {
      skipped.put(reason, counter(meters, "skipped", reason.wire()));
    }
    for (FailReason reason : FailReason.values()) {
      failed.put(reason, counter(meters, "failed", reason.wire()));
    }
  }

  private static Counter counter(Meters meters, String outcome, String reason) {
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
