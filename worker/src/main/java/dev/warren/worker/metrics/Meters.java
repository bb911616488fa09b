package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Makes meters under the names that Prometheus shows: in base units, and every one with a
 * description, which {@code promtool check metrics} asks for and {@code METRICS.md} is made of.
 */
final class Meters {
  /** From a fast postprocessing to a run on a slow CPU. */
  private static final double[] SECONDS = {
    0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  /** The largest value of so many spans is shown. */
  private static final Duration MAX_SPAN = Duration.ofMinutes(1);

  private static final int MAX_SPANS = 3;

  private final PrometheusMeterRegistry registry;

  Meters(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * The one of this name and these labels, which is there from the first call on.
   *
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
  Times times(String name, String description) {
    return times(name, description, histogramOfTimes(name, description));
  }

  /**
   * One for each value of a label.
   *
   * @param name ends with {@code _seconds}
   */
  Function<String, Times> timesBy(String label, String name, String description) {
    Histogram histogram = histogramOfTimes(name, description, label);
    return value -> times(name, description, histogram.labelValues(value), label, value);
  }

  private Times times(
      String name, String description, DistributionDataPoint seconds, String... labels) {
    TimeWindowMax most = new TimeWindowMax(Clock.SYSTEM, MAX_SPAN.toMillis(), MAX_SPANS);
    gauge(name + "_max", description, most::poll, labels);
    return new Times(seconds, most);
  }

  /**
   * Not one of Micrometer's timers: they sum nanoseconds up in a long, which frames of a clock that
   * is some hours off overflow within the hour, and then the sum is negative.
   */
  private Histogram histogramOfTimes(String name, String description, String... label) {
    return Histogram.builder()
        .name(name)
        .help(description)
        .labelNames(label)
        .classicOnly()
        .classicUpperBounds(SECONDS)
        .withoutExemplars()
        .register(registry.getPrometheusRegistry());
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
