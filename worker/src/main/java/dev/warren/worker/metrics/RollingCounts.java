package dev.warren.worker.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** How often small numbers came in the last ten to twenty seconds. Thread-safe. */
final class RollingCounts {
  private final LongSupplier nanoClock;
  private final List<Long> now = new ArrayList<>();
  private final List<Long> before = new ArrayList<>();
  private long sinceNanos;

  RollingCounts(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    sinceNanos = nanoClock.getAsLong();
  }

  /**
   * @param number from 1
   */
  synchronized void count(int number) {
    roll();
    while (now.size() < number) now.add(0L);
    now.set(number - 1, now.get(number - 1) + 1);
  }

  /** By number less one, up to the largest that came. */
  synchronized List<Long> counts() {
    roll();
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < Math.max(now.size(), before.size()); i++) {
      sum.add((i < now.size() ? now.get(i) : 0) + (i < before.size() ? before.get(i) : 0));
    }
    return sum;
  }

  private void roll() {
    long elapsed = nanoClock.getAsLong() - sinceNanos;
    if (elapsed < RollingTimes.SPAN_NANOS) return;
    before.clear();
    if (elapsed < 2 * RollingTimes.SPAN_NANOS) before.addAll(now);
    now.clear();
    sinceNanos += elapsed;
  }
}
