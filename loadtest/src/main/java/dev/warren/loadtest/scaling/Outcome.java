package dev.warren.loadtest.scaling;

/**
 * What a policy came to. {@code arrived = inTime + late + waiting}.
 *
 * @param late answered after their deadline, or skipped for it
 * @param waiting at the end
 * @param reversals how often the number of workers rose after it fell, or fell after it rose
 * @param workerHours of all workers from creation to stop; on GPUs, GPU hours
 * @param mostWorkers at once
 * @param p99WaitSeconds of all frames that have left the queue
 * @param maxWaitSeconds of all frames, those that still wait included
 */
record Outcome(
    long arrived,
    long inTime,
    long late,
    long waiting,
    int reversals,
    double workerHours,
    int mostWorkers,
    long p99WaitSeconds,
    long maxWaitSeconds) {

  /** Late frames, of all that arrived; 0 where none did. */
  double lateShare() {
    return arrived == 0 ? 0 : (double) late / arrived;
  }
}
