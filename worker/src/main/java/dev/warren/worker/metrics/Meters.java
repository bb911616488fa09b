package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Makes meters under the names that Prometheus shows: in base units, and every one with a
 * description, which {@code promtool check metrics} asks for and {@code METRICS.md} is made of.
 */
final class Meters {
  /** From a fast postprocessing to a run on a slow CPU. */
  private static final Duration[] TIMES = {
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

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

  /**
   * A counter that is kept elsewhere.
   *
   * @param value asked at each scrape; never falls
   * @param labels names and values in turn
   */
  void counter(String name, String description, DoubleSupplier value, String... labels) {
    // Micrometer keeps the object weakly and the function strongly: a supplier alone would go.
    FunctionCounter.builder(name, registry, r -> value.getAsDouble())
        .description(description)
        .tags(labels)
        .register(registry);
  }

  DistributionSummary histogram(String name, String description, double... buckets) {
    return DistributionSummary.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /** A histogram of times, whose name ends with {@code _seconds}. */
  Timer times(String name, String description, String... labels) {
    return Timer.builder(name)
        .description(description)
        .tags(labels)
        .serviceLevelObjectives(TIMES)
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
