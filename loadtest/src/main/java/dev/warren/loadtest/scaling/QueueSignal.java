package dev.warren.loadtest.scaling;

import java.util.OptionalDouble;

/**
 * Plain scaling by the length of the queue: so many ready messages for each worker, read from the
 * broker at the moment of asking, as KEDA's scaler {@code rabbitmq} does it.
 */
record QueueSignal(double perWorker) implements Signal {
  @Override
  public OptionalDouble workers(int now, Fleet fleet) {
    return OptionalDouble.of(fleet.ready(now) / perWorker);
  }
}
