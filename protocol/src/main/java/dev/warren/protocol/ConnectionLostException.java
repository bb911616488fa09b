package dev.warren.protocol;

/**
 * The connection went away before the confirm; whether the frame was stored is unknown. Publishing
 * it again under its id, with a new publisher, is safe. Only one that is larger than the broker's
 * {@code max_message_size} would end that one too; the broker's words then name its size.
 */
public final class ConnectionLostException extends PublishException {
  private static final long serialVersionUID = 1L;

  public ConnectionLostException(String frameId, String why, Throwable cause) {
    super(frameId, "frame " + Wire.shown(frameId) + " was not confirmed: " + why, cause);
  }
}
