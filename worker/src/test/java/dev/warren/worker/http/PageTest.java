package dev.warren.worker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeStatus status = new FakeStatus();
  @AutoClose private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint =
        HttpEndpoint.start(
            new HttpAddress("127.0.0.1", 0),
            Optional.empty(),
            accept -> new Scrape("text/plain", new byte[0]),
            new Readiness(),
            status);
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://" + endpoint.address() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8, <title>Warren worker",
    "/page.css, text/css; charset=utf-8, prefers-color-scheme: dark",
    "/page.js, text/javascript; charset=utf-8, EventSource"
  })
  void needsNothingFromElsewhere(String path, String type, String part) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    assertThat(answer.body()).contains(part).doesNotContain("http://", "https://", "innerHTML");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none';")
        .doesNotContain("unsafe");
  }

  @Test
  void showsTheStateAsJson() throws Exception {
    HttpResponse<String> answer = get("/api/status");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"asked\":1}");
    assertThat(status.watched).as("a program that asks is no page").hasValue(0);
  }

  @Test
  void showsAPictureWhileItIsThere() throws Exception {
    HttpResponse<String> picture = get("/frame/7.jpg");
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/jpeg");
    assertThat(picture.headers().firstValue("Cross-Origin-Resource-Policy"))
        .contains("same-origin");
    assertThat(picture.body()).isEqualTo("jpeg");
    assertThat(get("/frame/8.jpg").statusCode()).isEqualTo(404);
    assertThat(get("/frame/99999999999999999999.jpg").statusCode()).isEqualTo(404);
  }

  private HttpResponse<InputStream> events() throws IOException, InterruptedException {
    URI uri = URI.create("http://" + endpoint.address() + "/events");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
  }

  @Test
  void streamsTheStateAndEndsByItself() throws Exception {
    HttpResponse<InputStream> stream = events();
    assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    List<String> lines;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      lines = reader.lines().toList();
    }
    assertThat(lines)
        .containsExactly(
            "retry: 200",
            "",
            "data: {\"asked\":1}",
            "",
            "data: {\"asked\":2}",
            "",
            "data: {\"asked\":3}",
            "");
    assertThat(status.watched).hasValue(3);
  }

  /** Pages that are open, read or not, keep nobody from metrics and health. */
  @Test
  void hasRoomForSoManyPagesAndAlwaysForOthers() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < EventStreams.MAX_STREAMS; i++) {
        Socket socket = new Socket("127.0.0.1", endpoint.address().port());
        open.add(socket);
        String request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      }
      await().until(() -> events().statusCode() == 503);
      assertThat(get("/health/live").statusCode()).isEqualTo(200);
      assertThat(get("/").statusCode()).isEqualTo(200);
      await().atMost(Duration.ofSeconds(30)).until(() -> events().statusCode() == 200);
    } finally {
      for (Socket socket : open) socket.close();
    }
  }

  private String statusLine(String path, String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", endpoint.address().port())) {
      String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
      socket
          .getOutputStream()
          .write(request.formatted(path, host).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .findFirst()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js", "/api/status", "/events", "/frame/7.jpg"})
  void answersToNoNameThatAForeignPageMadeUp(String path) throws Exception {
    assertThat(statusLine(path, "evil.example:9095")).startsWith("HTTP/1.1 403");
  }

  @Test
  void answersToNamesOfThisMachineByWhateverPort() throws Exception {
    for (String host : List.of("127.0.0.1:1", "localhost:80", "LOCALHOST", "[::1]:9")) {
      assertThat(statusLine("/", host)).as(host).startsWith("HTTP/1.1 200");
    }
    assertThat(statusLine("/metrics", "worker.example:9095")).startsWith("HTTP/1.1 200");
  }

  @Test
  void onANetworkAnyNameMayBeItsOwn() throws Exception {
    assertThat(Hosts.of(new HttpAddress("0.0.0.0", 1)).accept("worker.example")).isTrue();
    assertThat(Hosts.of(new HttpAddress("::1", 1)).accept("[::1]:1")).isTrue();
    assertThat(Hosts.of(new HttpAddress("::1", 1)).accept(null)).isFalse();
  }
}
