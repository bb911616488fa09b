package dev.warren.loadtest.load;

import dev.warren.protocol.FrameResult;

/**
 * What became of a frame.
 *
 * @param reason of what was not looked at; "" for detected
 */
record Outcome(Kind kind, String reason) {
  enum Kind {
    DETECTED,
    SKIPPED,
    FAILED
  }

  private static final Outcome DETECTED = new Outcome(Kind.DETECTED, "");

  static Outcome of(FrameResult result) {
    if (result instanceof FrameResult.Skipped skipped) {
      return new Outcome(Kind.SKIPPED, skipped.reason().wire());
    }
    if (result instanceof FrameResult.Failed failed) {
      return new Outcome(Kind.FAILED, failed.reason().wire());
    }
    return DETECTED;
  }

  boolean isDetected() {
    return kind == Kind.DETECTED;
  }
}
