package dev.warren.worker.bottleneck;

import dev.warren.worker.metrics.WorkerCounters.Totals;

/**
 * What a worker did in a while.
 *
 * @param received frames taken
 * @param ended frames that were detected, skipped or failed
 * @param skipped those left out on purpose
 * @param batches runs of the engine
 * @param batched frames in them
 * @param confirmed replies that the broker has
 * @param refused replies that it did not take, or not in time
 */
public record Done(
    long received,
    long ended,
    long skipped,
    long batches,
    long batched,
    long confirmed,
    long refused) {

  static Done between(Totals before, Totals after) {
    return new Done(
        after.received() - before.received(),
        ended(after) - ended(before),
        after.skipped() - before.skipped(),
        after.batches() - before.batches(),
        after.batchedFrames() - before.batchedFrames(),
        after.confirmed() - before.confirmed(),
        after.repeated() - before.repeated());
  }

  private static long ended(Totals totals) {
    return totals.detected() + totals.skipped() + totals.failed();
  }
}
