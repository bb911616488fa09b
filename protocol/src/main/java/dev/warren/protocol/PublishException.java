package dev.warren.protocol;

/** A frame that the broker has not taken responsibility for, as far as we know. */
public abstract sealed class PublishException extends RuntimeException
    permits UnroutableException, NackedException, ConfirmTimeoutException, ConnectionLostException {
  private static final long serialVersionUID = 1L;

  private final String frameId;

  PublishException(String frameId, String message, Throwable cause) {
    super(message, cause);
    this.frameId = frameId;
  }

  /** Id of the frame. */
  public final String frameId() {
    return frameId;
  }
}
