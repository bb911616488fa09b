package dev.warren.worker;

import dev.warren.protocol.Topology;
import dev.warren.worker.metrics.EngineInfo;

/** Which of a model's frames a worker takes. */
public enum Role {
  /** Those that come, many at a time. */
  FRAMES,
  /**
   * Those that may have ended a worker, one at a time: whatever happens, it happens to that one.
   */
  QUARANTINE;

  /** As metrics call it. */
  String label() {
    return switch (this) {
      case FRAMES -> "worker";
      case QUARANTINE -> EngineInfo.QUARANTINE;
    };
  }

  String queue(Topology topology, String model) {
    return switch (this) {
      case FRAMES -> topology.framesQueue(model);
      case QUARANTINE -> topology.quarantineQueue(model);
    };
  }
}
