package dev.warren.quickstart;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.warren.common.Daemons;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The page at {@code http://127.0.0.1:port/}: one HTML file without anything from elsewhere, the
 * cameras' pictures, and a stream of what has changed. Reachable from this machine alone.
 */
final class LivePage implements AutoCloseable {
  private static final long TICK_MILLIS = 200;
  private static final int MAX_STREAMS = 16;
  private static final String POLICY =
      "default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'unsafe-inline';"
          + " script-src 'unsafe-inline'";

  private final HttpServer server;
  private final ExecutorService threads;
  private final CameraBoard board;
  private final Supplier<String> snapshot;
  private final byte[] html;
  private final Set<String> hosts;
  private final AtomicInteger streams = new AtomicInteger();

  private LivePage(HttpServer server, CameraBoard board, Supplier<String> snapshot, byte[] html) {
    this.server = server;
    this.board = board;
    this.snapshot = snapshot;
    this.html = html;
    this.hosts = Set.of("127.0.0.1:" + port(), "localhost:" + port());
    this.threads = Executors.newCachedThreadPool(Daemons.named("page"));
  }

  /**
   * Takes the port; {@link #start} serves the page.
   *
   * @param port 0 for a free one
   * @param snapshot JSON of the whole state, for each tick of the stream
   * @throws IOException when the port is taken
   */
  static LivePage bind(int port, CameraBoard board, Supplier<String> snapshot) throws IOException {
    byte[] html;
    try (InputStream in = LivePage.class.getResourceAsStream("page.html")) {
      html = in.readAllBytes();
    }
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    LivePage page = new LivePage(server, board, snapshot, html);
    server.createContext("/", page::handle);
    server.setExecutor(page.threads);
    return page;
  }

  /** Whoever has connected before is served now. */
  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/";
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      // A foreign page may point its own name at 127.0.0.1; its requests still carry that name.
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !hosts.contains(host)) {
        send(exchange, 403, "text/plain", bytes("this page answers to 127.0.0.1 alone\n"));
      } else if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "text/plain", bytes("GET only\n"));
      } else if (path.equals("/")) {
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        send(exchange, 200, "text/html; charset=utf-8", html);
      } else if (path.equals("/events")) {
        stream(exchange);
      } else {
        picture(exchange, path);
      }
    }
  }

  private void picture(HttpExchange exchange, String path) throws IOException {
    String[] parts = path.split("/");
    byte[] jpeg = null;
    if (parts.length == 4 && parts[1].equals("frame") && parts[3].matches("\\d{1,18}\\.jpg")) {
      long seq = Long.parseLong(parts[3].substring(0, parts[3].length() - 4));
      jpeg = board.picture(parts[2], seq);
    }
    if (jpeg == null) {
      send(exchange, 404, "text/plain", bytes("not here\n"));
    } else {
      send(exchange, 200, "image/jpeg", jpeg);
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    if (streams.incrementAndGet() > MAX_STREAMS) {
      streams.decrementAndGet();
      send(exchange, 503, "text/plain", bytes("too many pages are open\n"));
      return;
    }
    try {
      headers(exchange, "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      while (!Thread.currentThread().isInterrupted()) {
        out.write(bytes("data: " + snapshot.get() + "\n\n"));
        out.flush();
        Thread.sleep(TICK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the page is closing
    } finally {
      streams.decrementAndGet();
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    headers(exchange, type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static void headers(HttpExchange exchange, String type) {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
