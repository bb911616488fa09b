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
  private final boolean hurried;

  private ReferenceException(
      FailReason reason, boolean passing, boolean hurried, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.passing = passing;
    this.hurried = hurried;
  }

  /** Will fail again, however often it is tried. */
  static ReferenceException lasting(FailReason reason, String message) {
    return new ReferenceException(reason, false, false, message, null);
  }

  /** Not the reference's fault, and perhaps over soon. */
  static ReferenceException passing(String message, Throwable cause) {
    return new ReferenceException(FailReason.INTERNAL, true, false, message, cause);
  }

  /** Passing, and not the server's fault either: the frame had hardly any time left. */
  static ReferenceException hurried(String message, Throwable cause) {
    return new ReferenceException(FailReason.INTERNAL, true, true, message, cause);
  }

  /** {@code MALFORMED}, {@code OVERSIZE}, {@code UNSUPPORTED}, or {@code INTERNAL} if passing. */
  public FailReason reason() {
    return reason;
  }

  /** Whether it is worth trying again: the server failed, was slow or away. */
  public boolean isPassing() {
    return passing;
  }

  /** Whether it says nothing of the server. */
  boolean isHurried() {
    return hurried;
  }
}
