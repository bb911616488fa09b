package dev.warren.worker.engine;

import java.nio.ByteBuffer;

/**
 * Buffers and execution state of one thread, which opens, uses and closes it. After {@link
 * #close()} every other method throws {@link IllegalStateException}.
 */
public interface Lane extends AutoCloseable {
  /**
   * Direct buffer of {@code maxBatch x H x W x 3} bytes: uint8 RGB, rows of pixels, image after
   * image. Owned by the lane and the same at every call; position and limit are the caller's, only
   * the absolute content counts. Do not write to it during {@link #run}.
   */
  ByteBuffer input();

  /**
   * Runs the first {@code count} images of {@link #input()}.
   *
   * @return a borrowed view, valid until the next run or close: copy what you keep
   * @throws EngineException when the engine fails on this batch; the lane stays usable
   * @throws IllegalArgumentException unless {@code 1 <= count <= maxBatch}
   */
  RawOutput run(int count) throws EngineException;

  /** Idempotent. */
  @Override
  void close();
}
