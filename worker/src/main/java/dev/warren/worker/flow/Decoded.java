package dev.warren.worker.flow;

import static java.util.Objects.requireNonNull;

/**
 * A frame that is ready for an engine lane, which releases the pixels once it has copied them.
 *
 * @param pixels owned by this record's holder until released
 * @param decodeNanos what decoding took, and fetching where the image was elsewhere
 * @param readyNanos {@link System#nanoTime} when decoding ended
 */
public record Decoded(
    Ticket ticket, Letterbox letterbox, PixelBuffer pixels, long decodeNanos, long readyNanos) {
  public Decoded {
    requireNonNull(ticket, "ticket");
    requireNonNull(letterbox, "letterbox");
    requireNonNull(pixels, "pixels");
  }
}
