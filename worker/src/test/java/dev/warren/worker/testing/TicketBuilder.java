package dev.warren.worker.testing;

import dev.warren.protocol.FrameRef;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import dev.warren.protocol.TraceContext;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.flow.Trace;
import dev.warren.worker.reference.FrameReference;
import java.util.OptionalLong;

/** A ticket as a test of the waiting rules needs it. */
public final class TicketBuilder {
  private final String id;
  private String camera = "gate";
  private Long seq;
  private long receivedNanos;
  private OptionalLong deadlineNanos = OptionalLong.empty();
  private Freshness freshness = Freshness.EVERY;
  private PriorityClass priorityClass = PriorityClass.NORMAL;
  private byte[] image = {};
  private FrameReference reference;
  private int attempt = 1;
  private Receipt receipt = new NoReceipt();

  private TicketBuilder(String id) {
    this.id = id;
  }

  public static TicketBuilder ticket(String id) {
    return new TicketBuilder(id);
  }

  public TicketBuilder camera(String value) {
    camera = value;
    return this;
  }

  public TicketBuilder seq(long value) {
    seq = value;
    return this;
  }

  public TicketBuilder received(long nanos) {
    receivedNanos = nanos;
    return this;
  }

  public TicketBuilder deadline(long nanos) {
    deadlineNanos = OptionalLong.of(nanos);
    return this;
  }

  public TicketBuilder latest() {
    freshness = Freshness.LATEST;
    return this;
  }

  public TicketBuilder high() {
    priorityClass = PriorityClass.HIGH;
    return this;
  }

  public TicketBuilder image(byte[] value) {
    image = value;
    return this;
  }

  public TicketBuilder reference(FrameReference value) {
    reference = value;
    return this;
  }

  public TicketBuilder attempt(int value) {
    attempt = value;
    return this;
  }

  public TicketBuilder receipt(Receipt value) {
    receipt = value;
    return this;
  }

  public Ticket build() {
    return new Ticket(
        new FrameRef(id, camera, seq, "fake", "sha256:000000000000", null),
        image,
        reference,
        new Ticket.Reply(null, "fake." + camera, id, TraceContext.NONE, attempt),
        receipt,
        new Ticket.Clock(receivedNanos, 0, deadlineNanos),
        new Ticket.Terms(freshness, priorityClass),
        Trace.NONE);
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
