package dev.warren.worker.flow;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.FrameRef;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.reference.FrameReference;
import java.util.OptionalLong;

/**
 * A frame's way through the worker: who it is, where the answer goes, and the receipt.
 *
 * @param frame identity, as results repeat it
 * @param image the encoded image; not copied. Empty where {@code reference} stands for it
 * @param reference where the image lies and is to be fetched from, or null
 * @param reply where the outcome goes
 * @param receipt the broker's copy of the frame
 * @param clock when it came, and by when it is wanted
 * @param terms how it is to be treated while it waits
 * @param trace is told of its way
 */
public record Ticket(
    FrameRef frame,
    byte[] image,
    FrameReference reference,
    Reply reply,
    Receipt receipt,
    Clock clock,
    Terms terms,
    Trace trace) {
  public Ticket {
    requireNonNull(frame, "frame");
    requireNonNull(image, "image");
    requireNonNull(reply, "reply");
    requireNonNull(receipt, "receipt");
    requireNonNull(clock, "clock");
    requireNonNull(terms, "terms");
    requireNonNull(trace, "trace");
  }

  /**
   * Where an outcome goes.
   *
   * @param replyTo a queue's name, or null for the reply exchange
   * @param routingKey the frame's own, which its outcome repeats on the reply exchange
   * @param correlationId what the requester matches answers by
   * @param trace what the frame came with
   * @param attempt 1 for the first delivery, more when the broker says that it is a repetition
   */
  public record Reply(
      String replyTo, String routingKey, String correlationId, TraceContext trace, int attempt) {
    public Reply {
      requireNonNull(trace, "trace");
    }
  }

  /**
   * Times on this machine's clocks.
   *
   * @param receivedNanos {@link System#nanoTime} at the delivery
   * @param receivedMs epoch milliseconds at the delivery
   * @param deadlineNanos {@link System#nanoTime} by which the outcome is wanted, if it is
   */
  public record Clock(long receivedNanos, long receivedMs, OptionalLong deadlineNanos) {}

  /** What the publisher asks for while frames wait. */
  public record Terms(Freshness freshness, PriorityClass priorityClass) {
    /** For a publisher that asks for nothing. */
    public static final Terms DEFAULT = new Terms(Freshness.EVERY, PriorityClass.NORMAL);

    public Terms {
      requireNonNull(freshness, "freshness");
      requireNonNull(priorityClass, "priorityClass");
    }
  }

  /** The same, settled by another receipt. */
  public Ticket withReceipt(Receipt other) {
    return new Ticket(frame, image, reference, reply, other, clock, terms, trace);
  }

  /** Whether the publisher would rather have no detections than late or superseded ones. */
  public boolean maySkip() {
    return clock.deadlineNanos().isPresent() || terms.freshness() == Freshness.LATEST;
  }

  /**
   * Time left until the deadline, negative once it has passed; {@link Long#MAX_VALUE} if there is
   * none. Right also when nanoTime overflows in between.
   */
  public long slackNanos(long nowNanos) {
    OptionalLong deadline = clock.deadlineNanos();
    return deadline.isPresent() ? deadline.getAsLong() - nowNanos : Long.MAX_VALUE;
  }
}
