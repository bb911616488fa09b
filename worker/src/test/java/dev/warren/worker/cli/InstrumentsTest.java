package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.worker.http.HttpAddress;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerCounters;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstrumentsTest {
  private final Readiness readiness = new Readiness();

  private static Instruments.Settings settings(String http) {
    return new Instruments.Settings(http, Optional.empty(), "w1", Optional.empty());
  }

  @Test
  void showsTheProcessesMetricsAndReadiness() throws Exception {
    try (Instruments instruments =
        Instruments.open(
            settings("0"), readiness, CircuitBreakerRegistry.ofDefaults(), new WorkerCounters())) {
      HttpAddress address = instruments.address().orElseThrow();
      instruments.listeners().frameReceived(1, false);
      assertThat(get(address, "/metrics").body())
          .contains("\nwarren_deliveries_total{redelivered=\"false\"} 1.0\n");
      readiness.obstruct(Readiness.START, "loading the model");
      assertThat(get(address, "/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(address, "/metrics").body()).contains("\nwarren_ready 0.0\n");
    }
  }

  private static HttpResponse<String> get(HttpAddress address, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** A second worker on a machine starts as it did before there were metrics. */
  @Test
  void goesOnWithoutWhereNobodyChoseTheAddressAndItIsTaken() throws Exception {
    try (ServerSocket taken = take(HttpAddress.DEFAULT.port());
        Instruments instruments =
            Instruments.open(
                settings(null),
                readiness,
                CircuitBreakerRegistry.ofDefaults(),
                new WorkerCounters())) {
      assertThat(taken == null || taken.isBound()).isTrue();
      assertThat(instruments.address()).isEmpty();
    }
  }

  @Test
  void saysThatTheAddressThatWasChosenIsTaken() throws Exception {
    try (ServerSocket taken = take(0)) {
      String http = "127.0.0.1:" + taken.getLocalPort();
      assertThatThrownBy(
              () ->
                  Instruments.open(
                      settings(http),
                      readiness,
                      CircuitBreakerRegistry.ofDefaults(),
                      new WorkerCounters()))
          .isInstanceOfSatisfying(
              CommandException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
          .hasMessage(
              "--http %s: cannot listen there: Address already in use; give another address, or 0"
                  + " for a free port",
              http);
    }
  }

  @Test
  void listensNowhereWhenOff() {
    try (Instruments instruments =
        Instruments.open(
            settings("off"),
            readiness,
            CircuitBreakerRegistry.ofDefaults(),
            new WorkerCounters())) {
      assertThat(instruments.address()).isEmpty();
    }
  }

  @Test
  void readsTheAddress() {
    assertThat(Instruments.address(null)).contains(HttpAddress.DEFAULT);
    assertThat(Instruments.address("off")).isEmpty();
    assertThat(Instruments.address("0.0.0.0:80")).contains(new HttpAddress("0.0.0.0", 80));
  }

  /** Takes a port on loopback, unless another process has it already. */
  private static ServerSocket take(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
    } catch (BindException e) {
      return null;
    }
  }
}
