package dev.warren.worker.reference;

import dev.warren.protocol.FailReason;

/**
 * An image that could not be fetched. The message is one line fit for a result's {@code detail}: it
 * shows no query of a URI, which may hold a signature.
 */
public final class ReferenceException extends Exception {
  private static final long serialVersionUID = 1;

  private final FailReason reason;
  private final boolean passing;

  private ReferenceException(FailReason reason, boolean passing, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.passing = passing;
  }

  /** Will fail again, however often it is tried. */
  static ReferenceException lasting(FailReason reason, String message) {
    return new ReferenceException(reason, false, message, null);
  }

  /** Not the reference's fault, and perhaps over soon. */
  static ReferenceException passing(String message, Throwable cause) {
    return new ReferenceException(FailReason.INTERNAL, true, message, cause);
  }

  /** {@code MALFORMED}, {@code OVERSIZE}, {@code UNSUPPORTED}, or {@code INTERNAL} if passing. */
  public FailReason reason() {
    return reason;
  }

  /** Whether it is worth trying again: the server failed, was slow or away. */
  public boolean isPassing() {
    return passing;
  }
}
