package dev.warren.protocol;

/**
 * The broker refused the frame, usually because the queue is full: drop the oldest frame, not this
 * one.
 */
public final class NackedException extends PublishException {
  private static final long serialVersionUID = 1L;

  public NackedException(String frameId) {
    super(
        frameId,
        "the broker refused frame " + Wire.shown(frameId) + ": its queue is full or failing",
        null);
  }
}
