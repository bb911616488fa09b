package dev.warren.protocol;

import java.time.Duration;

/**
 * No confirm came in time; whether the frame was stored is unknown. Publishing it again under its
 * id is safe.
 */
public final class ConfirmTimeoutException extends PublishException {
  private static final long serialVersionUID = 1L;

  ConfirmTimeoutException(String frameId, Duration timeout) {
    super(
        frameId,
        "frame " + Wire.shown(frameId) + " was not confirmed within " + timeout.toMillis() + " ms",
        null);
  }
}
