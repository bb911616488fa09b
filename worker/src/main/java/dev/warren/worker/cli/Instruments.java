package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.Version;
import dev.warren.worker.bottleneck.Bottleneck;
import dev.warren.worker.bottleneck.BottleneckWatch;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.gpu.Gpus;
import dev.warren.worker.http.HttpAddress;
import dev.warren.worker.http.HttpEndpoint;
import dev.warren.worker.http.HttpTls;
import dev.warren.worker.lifecycle.Closer;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.AllMetrics;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.metrics.WorkerCounters;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.status.LastFrames;
import dev.warren.worker.status.WorkerStatus;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By what a worker's process is watched from outside: its page, metrics, health, the GPUs.
 *
 * @param listeners all that want to be told what happens in a worker
 * @param address where it listens, if it does
 */
record Instruments(Closer closer, WorkerMetrics listeners, Optional<HttpAddress> address)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Instruments.class);
  private static final String OFF = "off";

  /**
   * @param http the address as given, or null
   * @param tls empty for plain HTTP
   * @param worker its name
   * @param frames bounds of those that may be shown; empty where none are
   */
  record Settings(
      String http, Optional<HttpTls> tls, String worker, Optional<DecodeConfig> frames) {}

  /**
   * The address of {@code --http}.
   *
   * @param http as given, or null
   * @return empty for "off"
   * @throws IllegalArgumentException when it is malformed
   */
  static Optional<HttpAddress> address(String http) {
    if (http == null) return Optional.of(HttpAddress.DEFAULT);
    return http.equals(OFF) ? Optional.empty() : Optional.of(HttpAddress.parse(http));
  }

  /**
   * Listens before anything else is done, so that one can ask while a model loads.
   *
   * @param settings whose {@code http} may be null: where nobody chose the address, a worker that
   *     finds it taken goes on without
   * @param breakers of the engines
   * @param counters of all workers of this process
   * @throws CommandException when one cannot listen at the address that was given
   */
  static Instruments open(
      Settings settings,
      Readiness readiness,
      CircuitBreakerRegistry breakers,
      WorkerCounters counters) {
    String http = settings.http();
    Closer closer = new Closer();
    PrometheusMetrics metrics =
        closer.add(new PrometheusMetrics(Version.current(), Version.revision()));
    BottleneckWatch watch = closer.add(BottleneckWatch.start(counters, readiness));
    Optional<LastFrames> frames = settings.frames().map(LastFrames::new);
    frames.ifPresent(closer::add);
    WorkerStatus.About about = new WorkerStatus.About(Version.current(), settings.worker());
    WorkerStatus status = new WorkerStatus(about, readiness, counters, watch, frames);
    Optional<HttpAddress> found = Optional.empty();
    try {
      metrics.bind(readiness);
      metrics.bind(breakers);
      metrics.bindBottleneck(
          Stream.of(Bottleneck.values()).map(Bottleneck::label).toList(),
          () -> watch.finding().verdict().bottleneck().label());
      Optional<HttpAddress> address = address(http);
      if (address.isPresent()) {
        HttpEndpoint endpoint =
            closer.add(
                HttpEndpoint.start(
                    address.get(), settings.tls(), metrics::scrape, readiness, status));
        found = Optional.of(endpoint.address());
        log.info("page, metrics and health at {}", endpoint.url());
        metrics.bind(closer.add(Gpus.watch())); // a driver may take its time
      }
    } catch (IOException e) {
      if (http != null) {
        closer.closeAfter(e);
        throw new CommandException(
            ExitCode.CONFIGURATION,
            "--http %s: cannot listen there: %s; give another address, or 0 for a free port"
                .formatted(http, e.getMessage()),
            e);
      }
      log.warn(
          "no page, metrics and health, for {} is taken ({}), perhaps by another worker: give --http"
              + " 0 for a free port, or --http off",
          HttpAddress.DEFAULT,
          e.getMessage());
    } catch (RuntimeException e) {
      closer.closeAfter(e);
      throw e;
    }
    WorkerMetrics listeners = AllMetrics.of(metrics.listener(), status.listener());
    return new Instruments(closer, listeners, found);
  }

  @Override
  public void close() {
    closer.close();
  }
}
