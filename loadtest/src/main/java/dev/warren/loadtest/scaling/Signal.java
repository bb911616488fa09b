package dev.warren.loadtest.scaling;

import java.util.OptionalDouble;

/** How many workers a policy asks for: the metric of an autoscaler whose target is 1 for each. */
@FunctionalInterface
interface Signal {
  /** Always the same number of workers: nothing is scaled. */
  static Signal fixed(int workers) {
    return (now, fleet) -> OptionalDouble.of(workers);
  }

  /**
   * Plain scaling by the length of the queue: so many ready messages for each worker, read from the
   * broker at the moment of asking, as KEDA's scaler {@code rabbitmq} does it.
   */
  static Signal queue(double perWorker) {
    return (now, fleet) -> OptionalDouble.of(fleet.ready(now) / perWorker);
  }

  /** At the end of each second, in order. */
  default void observe(int now, Fleet fleet) {}

  /** Not a whole number; empty where it is not known, on which nothing is changed. */
  OptionalDouble workers(int now, Fleet fleet);
}
