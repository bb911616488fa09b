package dev.warren.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Prometheus on loopback, by the command of {@code docker-compose.yml}, with its data in a
 * folder of the test's.
 */
final class PrometheusServer implements AutoCloseable {
  /** Its standard input is a pipe from this JVM: when that breaks, so does Prometheus. */
  private static final String WHILE_WE_LIVE =
      "\"$@\" </dev/null & pid=$!; cat >/dev/null; kill $pid; wait $pid";

  private static final Duration WINDOW = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final int port;

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Skips the test where there is no Prometheus.
   *
   * @param configuration for {@code --config.file}
   */
  static PrometheusServer start(Path folder, Path configuration, int port) throws Exception {
    Tool.run(folder, "prometheus", "--version");
    Path log = folder.resolve("prometheus.log");
    List<String> command = new ArrayList<>(List.of("sh", "-c", WHILE_WE_LIVE, "sh", "prometheus"));
    for (String flag : ComposeFile.read(ComposeSite.SETTINGS).service("prometheus").command()) {
      command.add(
          flag.replace("=/etc/prometheus/prometheus.yml", "=" + configuration)
              .replace("=/prometheus", "=" + folder.resolve("data")));
    }
    command.add("--web.listen-address=127.0.0.1:" + port);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new PrometheusServer(process, port);
  }

  /** HOST:PORT. */
  String address() {
    return "127.0.0.1:" + port;
  }

  boolean isReady() {
    try {
      return send("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** {@code data} of an answer; a query that Prometheus refuses is an error. */
  JsonNode get(String path, String... parameters) {
    StringBuilder query = new StringBuilder(path);
    for (int i = 0; i < parameters.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(encoded(parameters[i]));
      query.append('=').append(encoded(parameters[i + 1]));
    }
    HttpResponse<String> response = send(query.toString());
    if (response.statusCode() != 200) {
      throw new AssertionError(String.join(" ", parameters) + ": " + response.body());
    }
    try {
      return json.readTree(response.body()).get("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All series of the last seconds, as a panel asks for them. */
  List<JsonNode> range(String expression) {
    Instant now = Instant.now();
    String from = now.minus(WINDOW).toString();
    String[] window = {"query", expression, "start", from, "end", now.toString(), "step", "1"};
    return Dashboard.list(get("/api/v1/query_range", window).get("result"));
  }

  /** Values of a label among the series that {@code selector} takes. */
  List<String> labelValues(String label, String selector) {
    List<String> values = new ArrayList<>();
    get("/api/v1/label/" + label + "/values", "match[]", selector)
        .forEach(value -> values.add(value.asText()));
    return values;
  }

  List<String> labelValues(String label) {
    return labelValues(label, "{__name__=~\".+\"}");
  }

  private HttpResponse<String> send(String pathAndQuery) {
    URI uri = URI.create("http://127.0.0.1:" + port + pathAndQuery);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process.onExit().join();
  }
}
