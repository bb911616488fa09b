package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.concurrent.atomic.AtomicInteger;

/** The sessions with the broker: one, or two while a worker follows another. */
final class BrokerMeters {
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger blocked = new AtomicInteger();
  private final Counter reconnects;

  BrokerMeters(Meters meters) {
    meters.gauge(
        "warren_broker_connected", "Sessions with the broker that are open", connected::get);
    meters.gauge(
        "warren_broker_blocked",
        "Sessions of which the broker reads no results, for a memory or disk alarm",
        blocked::get);
    reconnects =
        meters.counter("warren_broker_reconnects_total", "Sessions that followed a lost one");
  }

  void connected() {
    connected.incrementAndGet();
  }

  void reconnected() {
    reconnects.increment();
  }

  void lost() {
    connected.decrementAndGet();
  }

  void blocked() {
    blocked.incrementAndGet();
  }

  void unblocked() {
    blocked.decrementAndGet();
  }
}
