package dev.warren.worker.testing;

import dev.warren.protocol.FrameRef;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.flow.PixelBuffer;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Tickets and decoded frames as tests need them. */
public final class Frames {
  private Frames() {}

  public static Ticket ticket(String id, OptionalLong deadlineNanos) {
    return ticket(id, new byte[0], deadlineNanos);
  }

  public static Ticket ticket(String id, byte[] image, OptionalLong deadlineNanos) {
    return new Ticket(
        new FrameRef(id, "gate", null, "fake", "sha256:000000000000", null),
        image,
        new Ticket.Reply(null, "fake.gate", id, null, 1),
        new NoReceipt(),
        new Ticket.Clock(0, 0, deadlineNanos),
        Ticket.Terms.DEFAULT);
  }

  /** A decoded image of 12 bytes that begins with {@code first}. */
  public static Decoded decoded(
      String id, byte first, OptionalLong deadlineNanos, AtomicInteger released) {
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
    return new Decoded(
        ticket(id, deadlineNanos), new Letterbox(2, 2, 1, 0, 0), pixels, 1_000_000, 0);
  }

  /** Nobody settles a frame that is not published. */
  private static final class NoReceipt implements Receipt {
    @Override
    public void ack() {
      throw new AssertionError("acked");
    }

    @Override
    public void requeue() {
      throw new AssertionError("requeued");
    }
  }
}
