package dev.warren.loadtest.scaling;

import org.HdrHistogram.Histogram;

/** Counts what becomes of frames and workers. */
final class Tally {
  private static final int SECONDS_PER_HOUR = 3600;
  private static final double P99 = 99;

  private final Histogram waits = new Histogram(3); // grows as needed
  private long arrived;
  private long inTime;
  private long late;
  private long workerSeconds;
  private int most;
  private int lastDirection;
  private int reversals;

  void arrived(long count) {
    arrived += count;
  }

  void inTime(int waited, long count) {
    inTime += count;
    waits.recordValueWithCount(waited, count);
  }

  /** Answered after its deadline, or skipped for it. */
  void late(int waited, long count) {
    late += count;
    waits.recordValueWithCount(waited, count);
  }

  /** One second with so many workers, those that start included: they are paid for. */
  void second(int workers) {
    workerSeconds += workers;
    most = Math.max(most, workers);
  }

  /** The number of workers changes by so many. */
  void scaled(int change) {
    if (change == 0) return;
    int direction = Integer.signum(change);
    if (lastDirection == -direction) reversals++;
    lastDirection = direction;
  }

  Outcome outcome(long waiting, int oldestWaiting) {
    long longest = Math.max(oldestWaiting, waits.getTotalCount() == 0 ? 0 : waits.getMaxValue());
    return new Outcome(
        arrived,
        inTime,
        late,
        waiting,
        reversals,
        (double) workerSeconds / SECONDS_PER_HOUR,
        most,
        waits.getTotalCount() == 0 ? 0 : waits.getValueAtPercentile(P99),
        longest);
  }
}
