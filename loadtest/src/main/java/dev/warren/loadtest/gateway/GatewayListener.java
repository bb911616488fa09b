package dev.warren.loadtest.gateway;

import dev.warren.protocol.FrameRequest;

/**
 * Hears what becomes of each frame: every one offered ends as confirmed, failed or dropped.
 * Confirms and failures come on another thread.
 */
public interface GatewayListener {
  /** The frame exists and is about to be published. Its result may come before its confirm. */
  default void offered(FrameRequest frame) {}

  /** The broker has taken responsibility. */
  default void confirmed(FrameRequest frame) {}

  /** The broker has refused it for now; it is sent again. */
  default void refused(FrameRequest frame, Throwable cause) {}

  /** The broker has refused it, or its confirm did not come. */
  default void failed(FrameRequest frame, Throwable cause) {}

  /** Given up before it was published. */
  default void dropped(FrameRequest frame) {}

  /** A source could not read a picture. */
  default void unreadable(UnreadableFrameException cause) {}
}
