package dev.warren.worker.metrics;

import dev.warren.worker.gpu.GpuMonitor;
import dev.warren.worker.lifecycle.Readiness;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * The worker's metrics as Prometheus reads them; {@code worker/METRICS.md} lists them. Counters and
 * histograms begin at 0 with every value that their labels can have: {@code increase()} would miss
 * the first event of a series that it makes appear. Thread-safe.
 */
public final class PrometheusMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final ProcessMeters process = new ProcessMeters(registry, meters);
  private final WorkerMetrics listener =
      AllMetrics.of(
          new ArrivalMeters(meters),
          new StageMeters(meters),
          new OutcomeMeters(meters),
          new ReplyMeters(meters),
          new MoveMeters(meters),
          new SettlementMeters(meters),
          new BrokerMeters(meters),
          new EngineMeters(meters),
          ServingMeters.of(meters));

  public PrometheusMetrics(String version, String revision) {
    meters.info(
        "warren.build.info",
        "1; revision is the commit, unknown where the build was not told",
        "version",
        version,
        "revision",
        revision);
  }

  /** Has to be told what happens, to count it. */
  public WorkerMetrics listener() {
    return listener;
  }

  /** Shows whether frames can be taken and answered, and whether the worker is stopping. */
  public void bind(Readiness readiness) {
    meters.gauge(
        "warren_ready",
        "1 while frames can be taken and answered; /health/ready says why not",
        () -> readiness.isReady() ? 1 : 0);
    meters.gauge(
        "warren_draining",
        "1 while a stop finishes what is held",
        () -> readiness.isObstructedBy(Readiness.DRAIN) ? 1 : 0);
  }

  /** Shows the figures that each GPU has now; nothing without one. */
  public void bind(GpuMonitor gpus) {
    new GpuMeters(meters, gpus).register();
  }

  /** Shows state and calls of every circuit breaker that is, or will be, in {@code breakers}. */
  public void bind(CircuitBreakerRegistry breakers) {
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
  }

  /**
   * Shows what holds the worker up: 1 for the stage that is named, 0 for the others.
   *
   * @param stages all that may be named
   */
  public void bindBottleneck(List<String> stages, Supplier<String> named) {
    for (String stage : stages) {
      meters.gauge(
          "warren_bottleneck",
          "1 for what holds the worker up, 0 for the others",
          () -> stage.equals(named.get()) ? 1 : 0,
          "stage",
          stage);
    }
  }

  /**
   * All metrics as they are now.
   *
   * @param accept what the reader understands, as the HTTP header of that name says, or null
   */
  public Scrape scrape(String accept) {
    return Scrape.of(registry, accept);
  }

  /** Idempotent. What was counted can still be read. */
  @Override
  public void close() {
    process.close();
  }
}
