package dev.warren.worker.decode;

import dev.warren.protocol.FailReason;

/** An image that cannot be used. The message is one line fit for a result's {@code detail}. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1;

  private final FailReason reason;

  DecodeException(FailReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static DecodeException malformed(String rule, Object... values) {
    return new DecodeException(FailReason.MALFORMED, rule.formatted(values), null);
  }

  static DecodeException oversize(String rule, Object... values) {
    return new DecodeException(FailReason.OVERSIZE, rule.formatted(values), null);
  }

  static DecodeException unsupported(String rule, Object... values) {
    return new DecodeException(FailReason.UNSUPPORTED, rule.formatted(values), null);
  }

  /**
   * {@code MALFORMED} a broken image; {@code OVERSIZE} beyond {@link DecodeConfig}; {@code
   * UNSUPPORTED} no image, or of a kind Warren does not decode, as the intake says of a body whose
   * first bytes it does not know; {@code INTERNAL} not the image's fault.
   */
  public FailReason reason() {
    return reason;
  }
}
