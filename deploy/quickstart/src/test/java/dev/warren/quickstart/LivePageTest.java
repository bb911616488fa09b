package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LivePageTest {
  private final CameraBoard board = new CameraBoard(List.of("camera-1", "camera-2"));
  private final Books books = new Books();
  private final HttpClient client = HttpClient.newHttpClient();
  private LivePage page;

  @BeforeEach
  void start() throws Exception {
    page = LivePage.bind(0, board, () -> PageState.json("test", 1500, books.figures(), board));
    page.start();
  }

  @AfterEach
  void stop() {
    page.close();
  }

  @Test
  void servesOneFileThatNeedsNothingFromElsewhere() throws Exception {
    HttpResponse<String> response = client.send(get(""), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(response.body()).contains("<title>Warren quickstart</title>");
    assertThat(response.body()).doesNotContain("http://", "https://", "//cdn");
  }

  @Test
  void streamsFiguresAndTheNewestFrame() throws Exception {
    board.offered(BooksTest.frame("a"));
    books.offered(BooksTest.frame("a"));
    board.confirmed(BooksTest.frame("a"));
    books.confirmed(BooksTest.frame("a"));
    books.answered(BooksTest.received(BooksTest.detected("a")), 1_000_040);
    board.answered(BooksTest.received(BooksTest.detected("a")), 1_000_040);
    HttpResponse<InputStream> response = client.send(get("events"), BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (int event = 0; event < 2; event++) {
        String line = lines.readLine();
        assertThat(line).startsWith("data: ");
        assertThat(lines.readLine()).isEmpty();
        JsonNode state = new ObjectMapper().readTree(line.substring(6));
        assertThat(state.at("/published").asLong()).isEqualTo(1);
        assertThat(state.at("/p50_ms").asLong()).isEqualTo(40);
        assertThat(state.at("/cameras/0/frame/seq").asLong()).isEqualTo(1);
        assertThat(state.at("/cameras/0/frame/boxes/0/class").asText()).isEqualTo("car");
        assertThat(state.at("/cameras/1/name").asText()).isEqualTo("camera-2");
        assertThat(state.at("/cameras/1").fieldNames())
            .toIterable()
            .containsExactly(
                "name published detected skipped failed latency_ms p50_ms p99_ms".split(" "));
      }
    }
    HttpResponse<byte[]> jpeg =
        client.send(get("frame/camera-1/1.jpg"), BodyHandlers.ofByteArray());
    assertThat(jpeg.headers().firstValue("content-type")).contains("image/jpeg");
    assertThat(jpeg.body()).startsWith(0xFF, 0xD8, 0xFF);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    for (String path : List.of("frame/camera-1/9.jpg", "frame/x/1.jpg", "frame", "favicon.ico")) {
      assertThat(client.send(get(path), BodyHandlers.discarding()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void answersNoOtherHostName() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", page.port())) {
      String request = "GET / HTTP/1.1\r\nHost: evil.example:%d\r\nConnection: close\r\n\r\n";
      socket
          .getOutputStream()
          .write(request.formatted(page.port()).getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 403");
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(page.url() + path)).build();
  }
}
