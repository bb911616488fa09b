package dev.warren.loadtest.gateway;

/** A picture that a source could not read; the message names it in one line. */
public final class UnreadableFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
