package dev.warren.operations;

import com.sun.net.httpserver.HttpServer;
import dev.warren.worker.gpu.GpuReading;
import dev.warren.worker.metrics.PrometheusMetrics;
import dev.warren.worker.testing.FakeGpus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The GPU figures of a worker, by the worker's own code, of a GPU that is made up: for machines
 * without one.
 */
final class GpuStandIn implements AutoCloseable {
  private final PrometheusMetrics metrics = new PrometheusMetrics("stand-in", "unknown");
  private final HttpServer server;

  private GpuStandIn(HttpServer server) {
    this.server = server;
    metrics.bind(
        new FakeGpus(
            new GpuReading("0", "made up", 0.7, 6e9, 16e9, 65, 71, 1.5e9, Set.of()),
            new GpuReading("1", "made up", 0.2, 1e9, 16e9, 40, 50, 1.6e9, Set.of())));
  }

  static GpuStandIn start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    GpuStandIn standIn = new GpuStandIn(server);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body = standIn.figures();
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return standIn;
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Nothing but the GPUs: the rest comes from a real worker. */
  private byte[] figures() {
    return new String(metrics.scrape(null).body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains("warren_gpu_"))
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    metrics.close();
  }
}
