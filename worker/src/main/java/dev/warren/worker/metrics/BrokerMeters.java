package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicInteger;

/** The sessions with the broker: one, or two while a worker follows another. */
final class BrokerMeters implements WorkerMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger blocked = new AtomicInteger();
  private final BusyTime blockedTime = new BusyTime();
  private final Counter reconnects;
  private final Counter cancels;

  BrokerMeters(Meters meters) {
    meters.gauge(
        "warren_broker_connected",
        "Sessions with the broker that are open: 1, or 2 while a worker follows another; 0 while"
            + " it is tried again",
        connected::get);
    meters.gauge(
        "warren_broker_blocked",
        "Sessions that a memory or disk alarm of the broker holds up",
        blocked::get);
    meters.counter(
        "warren_broker_blocked_seconds_total",
        "For how long alarms of the broker have held sessions up",
        () -> blockedTime.nanos() / NANOS_PER_SECOND);
    reconnects =
        meters.counter("warren_broker_reconnects_total", "Sessions that followed a lost one");
    cancels =
        meters.counter(
            "warren_consumer_cancels_total",
            "Consumers that the broker has ended, as it does when their queue is deleted");
  }

  @Override
  public void brokerConnected() {
    connected.incrementAndGet();
  }

  @Override
  public void brokerReconnected() {
    reconnects.increment();
  }

  @Override
  public void brokerLost() {
    connected.decrementAndGet();
  }

  @Override
  public void brokerBlocked() {
    blocked.incrementAndGet();
    blockedTime.begin();
  }

  @Override
  public void brokerUnblocked() {
    blocked.decrementAndGet();
    blockedTime.end();
  }

  @Override
  public void consumerCancelled() {
    cancels.increment();
  }
}
