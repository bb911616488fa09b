package dev.warren.worker.intake;

import dev.warren.worker.metrics.Held;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The receipts of one session that are not settled yet. Thread-safe. */
final class InFlight {
  private final Set<RabbitReceipt> open = ConcurrentHashMap.newKeySet();
  private volatile boolean abandoned;
  private volatile int abandonedSize;
  private long lastSettledNanos = System.nanoTime();
  private long settled;

  void add(RabbitReceipt receipt) {
    open.add(receipt);
    // Only then the look: whoever abandons looks at who is open after saying so.
    if (abandoned) receipt.lose();
  }

  void remove(RabbitReceipt receipt) {
    open.remove(receipt);
    synchronized (this) {
      lastSettledNanos = System.nanoTime();
      settled++;
      notifyAll();
    }
  }

  int size() {
    return open.size();
  }

  /** Those that are not open any more. */
  synchronized long settled() {
    return settled;
  }

  /** What is open now: looked through, for somebody who asks now and then. */
  Held held() {
    long now = System.nanoTime();
    int frames = 0;
    long bytes = 0;
    long oldest = 0;
    for (RabbitReceipt receipt : open) {
      frames++;
      bytes += receipt.sizeBytes();
      oldest = Math.max(oldest, now - receipt.receivedNanos());
    }
    return new Held(frames, bytes, oldest);
  }

  /** Since the last receipt was settled, or since the start. */
  synchronized long quietNanos() {
    return System.nanoTime() - lastSettledNanos;
  }

  /** The session is gone, and nothing of it can be settled any more: all of it is lost. */
  synchronized void abandon() {
    if (!abandoned) abandonedSize = open.size();
    abandoned = true;
    open.forEach(RabbitReceipt::lose);
    notifyAll(); // one whose ack hangs in the socket is not lost, and wakes nobody
  }

  /** How many were open then. */
  int abandonedSize() {
    return abandonedSize;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** True when every receipt was settled in time. */
  synchronized boolean awaitEmpty(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!open.isEmpty() && !abandoned) {
      long leftMs = (end - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) return false;
      wait(leftMs);
    }
    return !abandoned;
  }
}
