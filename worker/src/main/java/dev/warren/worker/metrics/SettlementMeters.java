package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;

/** What became of deliveries. */
final class SettlementMeters implements WorkerMetrics {
  private static final double MS_PER_SECOND = 1e3;

  private final Counter acked;
  private final Counter requeued;
  private final Counter lost;
  private final Times turnaround;

  /** Epoch milliseconds; 0 before the first one. */
  private volatile long lastMs;

  SettlementMeters(Meters meters) {
    acked = settlements(meters, "ack");
    requeued = settlements(meters, "requeue");
    lost = settlements(meters, "lost");
    turnaround =
        meters.times(
            "warren_turnaround_seconds", "From the arrival of a frame to its ack, by our clock");
    meters.gauge(
        "warren_last_settled_timestamp_seconds",
        "When a frame was acked or requeued for the last time; NaN before the first one",
        () -> lastMs == 0 ? Double.NaN : lastMs / MS_PER_SECOND);
  }

  private static Counter settlements(Meters meters, String kind) {
    return meters.counter(
        "warren_settlements_total",
        "Deliveries settled: ack, requeue, or lost (the channel was gone, the broker delivers it"
            + " again)",
        "kind",
        kind);
  }

  @Override
  public void frameAcked(long heldNanos) {
    acked.increment();
    turnaround.took(heldNanos);
    lastMs = System.currentTimeMillis();
  }

  @Override
  public void frameRequeued() {
    requeued.increment();
    lastMs = System.currentTimeMillis();
  }

  @Override
  public void settlementLost() {
    lost.increment();
  }
}
