package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.DoubleSupplier;

/**
 * Makes meters under the names that Prometheus shows: in base units, and every one with a
 * description, which {@code promtool check metrics} asks for.
 */
final class Meters {
  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param labels names and values in turn
   */
  Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }

  DistributionSummary histogram(String name, String description, double... buckets) {
    return DistributionSummary.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /**
   * @param value asked at each scrape; NaN where there is none
   * @param labels names and values in turn
   */
  void gauge(String name, String description, DoubleSupplier value, String... labels) {
    Gauge.builder(name, value::getAsDouble)
        .description(description)
        .tags(labels)
        .register(registry);
  }

  /**
   * A gauge that is always 1 and whose labels say everything.
   *
   * @param name ends with {@code .info}, by which Micrometer knows it
   */
  Meter info(String name, String description, String... labels) {
    return Gauge.builder(name, () -> 1).description(description).tags(labels).register(registry);
  }

  void remove(Meter meter) {
    registry.remove(meter);
  }
}
