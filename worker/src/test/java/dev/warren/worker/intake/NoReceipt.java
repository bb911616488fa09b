package dev.warren.worker.intake;

import dev.warren.worker.flow.Receipt;

/** For frames that no broker knows. */
final class NoReceipt implements Receipt {
  @Override
  public void ack() {}

  @Override
  public void requeue() {}
}
