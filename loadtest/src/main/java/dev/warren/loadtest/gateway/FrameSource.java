package dev.warren.loadtest.gateway;

import java.util.Optional;

/** Where one camera's pictures come from: files, a video, a camera. Used by one thread. */
@FunctionalInterface
public interface FrameSource extends AutoCloseable {
  /**
   * The next picture, or empty when there is none left; of a live source, when there is none now.
   *
   * @throws UnreadableFrameException when this picture cannot be read; the next call goes on with
   *     the one after it
   */
  Optional<SourceFrame> next() throws UnreadableFrameException;

  /** Whether its pictures come by themselves, at a pace of their own, without end. */
  default boolean isLive() {
    return false;
  }

  /** Whether a picture that is not taken when it is due comes later: none is left out. */
  default boolean waits() {
    return false;
  }

  /** Of a live source: {@code listener} is run, on any thread, when there is a picture to take. */
  default void onPicture(Runnable listener) {}

  /** Of a live source: pictures that nobody took before the next one came. */
  default long overtaken() {
    return 0;
  }

  /** Of a live source: whether there was never a picture. */
  default boolean isMissing() {
    return false;
  }

  /** Of a live source: whether nothing comes for now. From any thread. */
  default boolean isAway() {
    return false;
  }

  /** From any thread; {@link #next} then gives no more pictures. */
  @Override
  default void close() {}
}
