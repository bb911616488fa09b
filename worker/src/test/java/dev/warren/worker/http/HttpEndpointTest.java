package dev.warren.worker.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

  private final List<Socket> sockets = new ArrayList<>();
  private final Readiness readiness = new Readiness();
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeStatus page = new FakeStatus();
  private volatile Callable<String> exposition = () -> "up 1\n";
  @AutoClose private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint = start(new HttpAddress("127.0.0.1", 0));
  }

  private HttpEndpoint start(HttpAddress address) throws IOException {
    return HttpEndpoint.start(address, Optional.empty(), this::scrape, readiness, page);
  }

  private Scrape scrape(String accept) {
    try {
      return new Scrape(
          "text/plain; accepted=" + accept, exposition.call().getBytes(StandardCharsets.UTF_8));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + endpoint.address() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  @Test
  void findsAFreePort() {
    assertThat(endpoint.address().port()).isPositive();
    assertThat(endpoint.address().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void showsTheMetricsInTheFormatAskedFor() throws Exception {
    HttpResponse<String> answer = send(request("/metrics").header("Accept", "text/html"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("up 1\n");
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; accepted=text/html");
    assertThat(get("/metrics").headers().firstValue("Content-Type"))
        .contains("text/plain; accepted=null");
  }

  @Test
  void isLiveWhateverStandsInTheWay() throws Exception {
    readiness.obstruct("start", "loading the model");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void isReadyWhenNothingStandsInTheWay() throws Exception {
    readiness.obstruct("start", "loading the model");
    readiness.obstruct("engine", "its circuit is open");
    HttpResponse<String> obstructed = get("/health/ready");
    assertThat(obstructed.statusCode()).isEqualTo(503);
    assertThat(obstructed.body())
        .isEqualTo("engine: its circuit is open\nstart: loading the model\n");
    readiness.clear("start");
    readiness.clear("engine");
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).isEqualTo("ready\n");
  }

  /** Who ends a process that does not start shall not end it for an alarm of the broker. */
  @Test
  void hasStartedOnceItConsumesWhateverStandsInTheWayThen() throws Exception {
    readiness.obstruct(Readiness.START, "loading the model");
    HttpResponse<String> starting = get("/health/started");
    assertThat(starting.statusCode()).isEqualTo(503);
    assertThat(starting.body()).isEqualTo("start: loading the model\n");
    readiness.clear(Readiness.START);
    readiness.obstruct("broker", "takes no results for now");
    HttpResponse<String> started = get("/health/started");
    assertThat(started.statusCode()).isEqualTo(200);
    assertThat(started.body()).isEqualTo("started\n");
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page",
        "/frame/x.jpg",
        "/metricsx",
        "/metrics/",
        "/health",
        "/health/ready/x",
        "/%2e"
      })
  void knowsNoOtherPath(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void takesNoOtherMethod(String method) throws Exception {
    HttpResponse<String> answer =
        send(request("/metrics").method(method, BodyPublishers.ofString("x".repeat(100_000))));
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> answer = send(request("/metrics").method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).contains("5");
  }

  @Test
  void aFailureToReadMetricsLeavesTheRestAlone() throws Exception {
    exposition =
        () -> {
          throw new IOException("a gauge failed");
        };
    assertThat(get("/metrics").statusCode()).isEqualTo(500);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  /** Sends it on a connection of its own, and reads nothing. */
  private Socket connect(String request) throws IOException {
    Socket socket = new Socket("127.0.0.1", endpoint.address().port());
    sockets.add(socket);
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    return socket;
  }

  @AfterEach
  void disconnect() throws IOException {
    for (Socket socket : sockets) socket.close();
  }

  /** For them a probe would wait until they are cut off, which is longer than it has time. */
  @Test
  void requestsThatNeverEndKeepNobodyWaiting() throws Exception {
    for (int i = 0; i < 60; i++) connect("GET /metrics HTTP/1.1\r\nX-Slow: ");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(sockets).as("still there").noneMatch(HttpEndpointTest::isCutOff);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> sockets.stream().allMatch(HttpEndpointTest::isCutOff));
  }

  private static boolean isCutOff(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** As where a driver is in trouble: scrapes go on to come, and the health is asked for. */
  @Test
  void scrapesThatHangKeepNobodyElseWaiting() throws Exception {
    CountDownLatch hanging = new CountDownLatch(4);
    CountDownLatch release = new CountDownLatch(1);
    exposition =
        () -> {
          hanging.countDown();
          release.await();
          return "late 1\n";
        };
    List<CompletableFuture<HttpResponse<String>>> late = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      late.add(client.sendAsync(request("/metrics").build(), BodyHandlers.ofString()));
    }
    hanging.await();
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").statusCode()).isEqualTo(503);
    release.countDown();
    for (var answer : late) assertThat(answer.get().body()).isEqualTo("late 1\n");
  }

  @Test
  void answersThatNobodyReadsAreCutOff() throws Exception {
    String much = "x".repeat(16 << 20); // more than the kernel buffers
    CountDownLatch answering = new CountDownLatch(4); // as many as are at work
    exposition =
        () -> {
          answering.countDown();
          return much;
        };
    for (long i = answering.getCount(); i > 0; i--) {
      connect("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    answering.await();
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void holdsNoMoreThanSoManyConnections() throws Exception {
    int answered = 0;
    for (int i = 0; i < 80; i++) {
      if (isAnswered(connect(LIVE))) answered++;
    }
    assertThat(answered).isEqualTo(64);
    disconnect();
    await().untilAsserted(() -> assertThat(get("/health/live").statusCode()).isEqualTo(200));
  }

  /** An orchestrator ends a process that has not answered three looks, ten seconds apart. */
  @Test
  void connectionsThatWaitForNothingDoNotKeepTheHealthOutUntilAnOrchestratorActs()
      throws Exception {
    for (int i = 0; i < 64; i++) assertThat(isAnswered(connect(LIVE))).isTrue();
    assertThatThrownBy(() -> get("/health/live")).isInstanceOf(IOException.class);
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(get("/health/live").statusCode()).isEqualTo(200));
  }

  /** Else the server hangs up. */
  private static boolean isAnswered(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == 'H';
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void aTakenPortIsSaid() throws Exception {
    assertThatThrownBy(() -> start(endpoint.address())).isInstanceOf(BindException.class);
  }

  @Test
  void anUnknownHostIsSaid() {
    HttpAddress nowhere = new HttpAddress("nowhere.invalid", 0);
    assertThatThrownBy(() -> start(nowhere))
        .isInstanceOf(IOException.class)
        .hasMessage("host not known: nowhere.invalid");
  }

  @Test
  void listensOnIpv6() throws Exception {
    assumeTrue(hasIpv6(), "skipped: no IPv6 on this machine");
    try (HttpEndpoint other = start(HttpAddress.parse("[::1]:0"))) {
      URI uri = URI.create("http://" + other.address() + "/health/live");
      assertThat(send(HttpRequest.newBuilder(uri)).statusCode()).isEqualTo(200);
    }
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void answersNobodyOnceClosed() {
    endpoint.close();
    endpoint.close();
    assertThatThrownBy(() -> get("/health/live")).isInstanceOf(ConnectException.class);
  }
}
