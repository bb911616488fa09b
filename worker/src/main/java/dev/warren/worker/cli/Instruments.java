package dev.warren.worker.cli;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.Version;
import dev.warren.worker.gpu.Gpus;
import dev.warren.worker.http.HttpAddress;
import dev.warren.worker.http.HttpEndpoint;
import dev.warren.worker.http.HttpTls;
import dev.warren.worker.lifecycle.Closer;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.PrometheusMetrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what a worker's process is watched from outside: its metrics, its health, the GPUs. */
final class Instruments implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Instruments.class);
  private static final String OFF = "off";

  private final Closer closer;
  private final PrometheusMetrics metrics;
  private final HttpEndpoint endpoint;

  /**
   * @param endpoint or null
   */
  private Instruments(Closer closer, PrometheusMetrics metrics, HttpEndpoint endpoint) {
    this.closer = closer;
    this.metrics = metrics;
    this.endpoint = endpoint;
  }

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
   * @param http as given, or null: where nobody chose the address, a worker that finds it taken
   *     goes on without
   * @param breakers of the engines
   * @throws CommandException when one cannot listen at the address that was given
   */
  static Instruments open(String http, Readiness readiness, CircuitBreakerRegistry breakers) {
    return open(http, Optional.empty(), readiness, breakers);
  }

  /** The same, and as HTTPS. */
  static Instruments open(
      String http, Optional<HttpTls> tls, Readiness readiness, CircuitBreakerRegistry breakers) {
    Closer closer = new Closer();
    PrometheusMetrics metrics = closer.add(new PrometheusMetrics(Version.current()));
    HttpEndpoint endpoint = null;
    try {
      metrics.bind(readiness);
      metrics.bind(breakers);
      Optional<HttpAddress> address = address(http);
      if (address.isPresent()) {
        endpoint = closer.add(HttpEndpoint.start(address.get(), tls, metrics::scrape, readiness));
        log.info("metrics and health at {}", endpoint.url());
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
          "no metrics and health by HTTP: cannot listen at {}: {}; give --http 0 for a free port,"
              + " or --http off",
          HttpAddress.DEFAULT,
          e.getMessage());
    } catch (RuntimeException e) {
      closer.closeAfter(e);
      throw e;
    }
    return new Instruments(closer, metrics, endpoint);
  }

  /** Where it listens, if it does. */
  Optional<HttpAddress> address() {
    return Optional.ofNullable(endpoint).map(HttpEndpoint::address);
  }

  PrometheusMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    closer.close();
  }
}
