package dev.warren.protocol;

import java.time.Duration;

/** No result came in time. The frame may still be looked at; its result then goes nowhere. */
public final class ResultTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ResultTimeoutException(String frameId, String model, Duration timeout) {
    super(
        "no result for frame %s within %s ms: is a worker for model %s running, and keeping up?"
            .formatted(Wire.shown(frameId), timeout.toMillis(), Wire.shown(model)));
  }
}
