package dev.warren.worker.flow;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;

/**
 * A receipt that tells when its frame is settled, and leaves all else to another one.
 *
 * @param acked runs after {@link #ack}
 * @param requeued runs after {@link #requeue}
 */
public record WatchedReceipt(Receipt receipt, Runnable acked, Runnable requeued)
    implements Receipt {
  public WatchedReceipt {
    requireNonNull(receipt, "receipt");
    requireNonNull(acked, "acked");
    requireNonNull(requeued, "requeued");
  }

  @Override
  public void ack() {
    receipt.ack();
    acked.run();
  }

  @Override
  public void requeue() {
    receipt.requeue();
    requeued.run();
  }

  @Override
  public boolean isStale() {
    return receipt.isStale();
  }

  @Override
  public int tries() {
    return receipt.tries();
  }

  @Override
  public int redeliveries() {
    return receipt.redeliveries();
  }

  @Override
  public int losses() {
    return receipt.losses();
  }

  @Override
  public CompletableFuture<Boolean> send(Move move) {
    return receipt.send(move);
  }
}
