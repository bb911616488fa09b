package dev.warren.worker.intake;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The receipts that are not settled yet. Thread-safe. */
final class InFlight {
  private final Set<RabbitReceipt> open = ConcurrentHashMap.newKeySet();
  private boolean abandoned;
  private long lastSettledNanos = System.nanoTime();

  void add(RabbitReceipt receipt) {
    open.add(receipt);
  }

  void remove(RabbitReceipt receipt) {
    open.remove(receipt);
    synchronized (this) {
      lastSettledNanos = System.nanoTime();
      notifyAll();
    }
  }

  int size() {
    return open.size();
  }

  /** Since the last receipt was settled, or since the start. */
  synchronized long quietNanos() {
    return System.nanoTime() - lastSettledNanos;
  }

  /** Nothing can be settled any more: whoever waits need not wait longer. */
  synchronized void abandon() {
    abandoned = true;
    notifyAll();
  }

  /** True when every receipt was settled in time. */
  synchronized boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!open.isEmpty()) {
      long leftMs = (end - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0 || abandoned) return false;
      wait(leftMs);
    }
    return true;
  }
}
