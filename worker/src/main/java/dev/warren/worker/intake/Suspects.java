package dev.warren.worker.intake;

import dev.warren.worker.flow.Move;
import dev.warren.worker.flow.Receipt;
import dev.warren.worker.flow.Ticket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames that came back too often without an outcome. One of them may end every process that holds
 * it, and with each end the broker counts against all that the process held; in the quarantine lane
 * it is alone. Where that lane is not served, or full, they are treated like any other.
 * Thread-safe.
 */
public final class Suspects {
  private static final Logger log = LoggerFactory.getLogger(Suspects.class);

  /** Once may be anybody's fault. */
  private static final int LOSSES = 2;

  private final Consumer<Ticket> next;

  public Suspects(Consumer<Ticket> next) {
    this.next = next;
  }

  public void accept(Ticket ticket) {
    Receipt receipt = ticket.receipt();
    if (receipt.losses() < LOSSES) {
      next.accept(ticket);
      return;
    }
    receipt.send(Move.suspect(receipt.losses())).thenAccept(taken -> settle(ticket, taken));
  }

  private void settle(Ticket ticket, boolean taken) {
    try {
      if (taken) ticket.receipt().ack();
      else next.accept(ticket);
    } catch (RuntimeException e) {
      log.error("suspect {} not settled", ticket.frame().requestId(), e);
    }
  }
}
