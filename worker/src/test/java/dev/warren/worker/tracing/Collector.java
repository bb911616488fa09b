package dev.warren.worker.tracing;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in for a collector: takes spans by OTLP over HTTP.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.8.0/opentelemetry/proto/trace/v1/trace.proto">the
 *     numbers of the fields</a>
 */
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /** Identities in hexadecimal; links as {@code trace-span}. */
  public record Received(
      String trace,
      String span,
      String parent,
      String name,
      long startNanos,
      long endNanos,
      List<String> links,
      boolean isError) {}

  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  public List<Received> spans() {
    return spans;
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      UnknownFieldSet request = UnknownFieldSet.parseFrom(exchange.getRequestBody().readAllBytes());
      for (ByteString resource : parts(request, 1)) {
        for (ByteString scope : parts(UnknownFieldSet.parseFrom(resource), 2)) {
          for (ByteString span : parts(UnknownFieldSet.parseFrom(scope), 2)) {
            spans.add(received(UnknownFieldSet.parseFrom(span)));
          }
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Received received(UnknownFieldSet span) throws IOException {
    List<String> links = new CopyOnWriteArrayList<>();
    for (ByteString link : parts(span, 13)) {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(link);
      links.add(hex(fields, 1) + "-" + hex(fields, 2));
    }
    boolean error = false;
    for (ByteString status : parts(span, 15)) {
      error |= UnknownFieldSet.parseFrom(status).getField(3).getVarintList().contains(2L);
    }
    return new Received(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        parts(span, 5).get(0).toStringUtf8(),
        span.getField(7).getFixed64List().get(0),
        span.getField(8).getFixed64List().get(0),
        links,
        error);
  }

  private static String hex(UnknownFieldSet fields, int number) {
    List<ByteString> parts = parts(fields, number);
    return parts.isEmpty() ? "" : HexFormat.of().formatHex(parts.get(0).toByteArray());
  }

  private static List<ByteString> parts(UnknownFieldSet fields, int number) {
    return fields.getField(number).getLengthDelimitedList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
