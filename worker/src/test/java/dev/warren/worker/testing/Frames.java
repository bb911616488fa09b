package dev.warren.worker.testing;

import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.flow.PixelBuffer;
import dev.warren.worker.flow.Ticket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Decoded frames as tests need them. */
public final class Frames {
  private Frames() {}

  /** A decoded image of 12 bytes that begins with {@code first}. */
  public static Decoded decoded(Ticket ticket, byte first, AtomicInteger released) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(12).put(0, first);
    PixelBuffer pixels =
        new PixelBuffer() {
          private boolean gone;

          @Override
          public ByteBuffer bytes() {
            if (gone) throw new IllegalStateException("released");
            return bytes.clear();
          }

          @Override
          public void release() {
            if (gone) throw new IllegalStateException("released twice");
            gone = true;
            released.incrementAndGet();
          }
        };
    return new Decoded(ticket, new Letterbox(2, 2, 1, 0, 0), pixels, 1_000_000, 0);
  }
}
