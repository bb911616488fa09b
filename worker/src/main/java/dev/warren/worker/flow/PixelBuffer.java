package dev.warren.worker.flow;

import java.nio.ByteBuffer;

/** A borrowed off-heap image, uint8 RGB HWC. Whoever holds it releases it exactly once. */
public interface PixelBuffer {
  /** All of the image, position 0. Not valid after {@link #release()}. */
  ByteBuffer bytes();

  void release();
}
