package dev.warren.loadtest.gateway;

import java.util.Optional;

/**
 * Where one camera's pictures come from: files, a simulated camera; a video or a network stream
 * would be one more. Used by one thread.
 */
@FunctionalInterface
public interface FrameSource {
  /**
   * The next picture, or empty when there is none left.
   *
   * @throws UnreadableFrameException when this picture cannot be read; the next call goes on with
   *     the one after it
   */
  Optional<SourceFrame> next() throws UnreadableFrameException;
}
