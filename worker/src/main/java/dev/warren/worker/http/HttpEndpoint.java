package dev.warren.worker.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import dev.warren.common.Daemons;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Metrics and health by HTTP, for Prometheus and an orchestrator, and a page for people. Answers
 * whoever reaches the address, unless clients have to show a certificate. Each connection has a
 * thread while it has a request, so that nobody waits for those who send or read slowly; none keeps
 * its connection for longer than 5 seconds, nor for longer than 20 between two requests.
 */
public final class HttpEndpoint implements AutoCloseable {
  private static final int CONNECTIONS = 64;
  private static final long IDLE_SECONDS = 10;

  private final HttpServer server;
  private final ExecutorService threads;
  private final EventStreams streams;
  private final HttpAddress address;
  private final String scheme;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpEndpoint(
      HttpServer server,
      ExecutorService threads,
      EventStreams streams,
      HttpAddress address,
      String scheme) {
    this.server = server;
    this.threads = threads;
    this.streams = streams;
    this.address = address;
    this.scheme = scheme;
  }

  /**
   * @param tls empty for plain HTTP
   * @param metrics makes what {@code /metrics} answers to a reader with this {@code Accept} header,
   *     which may be null
   * @param readiness what {@code /health/started} and {@code /health/ready} answer by
   * @param status what the page at {@code /} and {@code /api/status} show
   * @throws IOException when one cannot listen there
   */
  public static HttpEndpoint start(
      HttpAddress address,
      Optional<HttpTls> tls,
      Function<String, Scrape> metrics,
      Readiness readiness,
      StatusSource status)
      throws IOException {
    boundTheJdksServer();
    InetSocketAddress socket = new InetSocketAddress(address.host(), address.port());
    if (socket.isUnresolved()) throw new UnknownHostException("host not known: " + address.host());
    HttpServer server = create(socket, tls);
    ExecutorService threads = threads();
    server.setExecutor(threads);
    EventStreams streams = new EventStreams(status);
    Page page = new Page(status, streams, Hosts.of(address));
    server.createContext("/", new Answers(metrics, readiness, page));
    server.start();
    HttpAddress found = address.withPort(server.getAddress().getPort());
    return new HttpEndpoint(server, threads, streams, found, tls.isPresent() ? "https" : "http");
  }

  private static ExecutorService threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            CONNECTIONS,
            CONNECTIONS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Daemons.numbered("http"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static HttpServer create(InetSocketAddress socket, Optional<HttpTls> tls)
      throws IOException {
    if (tls.isEmpty()) return HttpServer.create(socket, 0);
    HttpsServer server = HttpsServer.create(socket, 0);
    server.setHttpsConfigurator(tls.get().configurator());
    return server;
  }

  /** The JDK's server reads these once, when its class is loaded, and has no bounds without. */
  private static void boundTheJdksServer() {
    setUnlessGiven("sun.net.httpserver.maxReqTime", "5"); // seconds
    setUnlessGiven("sun.net.httpserver.maxRspTime", "5");
    setUnlessGiven("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));
    // Looked at every 10 s: before liveness counts as lost, whoever holds all connections has none.
    setUnlessGiven("sun.net.httpserver.idleInterval", "10");
    // Of a body that nobody wants: a connection that is reset meanwhile loses the answer.
    setUnlessGiven("sun.net.httpserver.drainAmount", "1048576");
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) System.setProperty(property, value);
  }

  /** With the port that was found where none was asked for. */
  public HttpAddress address() {
    return address;
  }

  /** Where the paths begin. */
  public String url() {
    return scheme + "://" + address + "/";
  }

  /** Idempotent. Cuts off whoever is being answered. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stop(0);
      threads.shutdownNow();
      streams.close();
    }
  }
}
