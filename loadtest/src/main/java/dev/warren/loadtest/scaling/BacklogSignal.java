package dev.warren.loadtest.scaling;

import java.util.OptionalDouble;

/**
 * The second trigger of deploy/kubernetes/overlays/keda: what lies there, in seconds of one
 * worker's work, for each so many seconds one worker. Asked of Prometheus, and so as old as the
 * last scrape, which is taken to be half an interval before the autoscaler looks.
 */
final class BacklogSignal implements Signal {
  private final int seconds;
  private final double capacity;
  private final int scrapeSeconds;
  private OptionalDouble workers = OptionalDouble.empty();

  /**
   * @param seconds that a backlog may take one worker
   * @param capacity of a worker, in frames per second
   */
  BacklogSignal(int seconds, double capacity, int scrapeSeconds) {
    this.seconds = seconds;
    this.capacity = capacity;
    this.scrapeSeconds = scrapeSeconds;
  }

  @Override
  public void observe(int now, Fleet fleet) {
    if (now % scrapeSeconds != scrapeSeconds / 2) return;
    workers = OptionalDouble.of((fleet.ready(now) + fleet.unacked(now)) / (seconds * capacity));
  }

  @Override
  public OptionalDouble workers(int now, Fleet fleet) {
    return workers;
  }
}
