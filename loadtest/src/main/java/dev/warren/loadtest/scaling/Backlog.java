package dev.warren.loadtest.scaling;

import java.util.ArrayDeque;

/** Frames that wait, the oldest first; those of one second are alike. */
final class Backlog {
  private static final class Bucket {
    final int second;
    long count;

    Bucket(int second, long count) {
      this.second = second;
      this.count = count;
    }
  }

  /** What happens to frames that leave. */
  @FunctionalInterface
  interface Taker {
    /**
     * @param waited seconds
     */
    void take(int waited, long count);
  }

  private final ArrayDeque<Bucket> buckets = new ArrayDeque<>();
  private long size;

  void add(int second, long count) {
    if (count == 0) return;
    buckets.addLast(new Bucket(second, count));
    size += count;
  }

  /** Takes at most {@code most} of the oldest. */
  void take(int now, long most, Taker taker) {
    long left = most;
    while (left > 0 && !buckets.isEmpty()) {
      Bucket oldest = buckets.getFirst();
      long count = Math.min(left, oldest.count);
      taker.take(now - oldest.second, count);
      oldest.count -= count;
      left -= count;
      size -= count;
      if (oldest.count == 0) buckets.removeFirst();
    }
  }

  /** Takes all that have waited for longer than {@code seconds}. */
  void takeOlder(int now, int seconds, Taker taker) {
    while (!buckets.isEmpty() && now - buckets.getFirst().second > seconds) {
      take(now, buckets.getFirst().count, taker);
    }
  }

  long size() {
    return size;
  }

  /** Seconds that the oldest has waited; 0 for none. */
  int oldest(int now) {
    return buckets.isEmpty() ? 0 : now - buckets.getFirst().second;
  }
}
