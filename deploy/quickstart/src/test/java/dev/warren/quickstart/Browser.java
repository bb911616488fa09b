package dev.warren.quickstart;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page in headless Chromium, by its DevTools protocol
 * (https://chromedevtools.github.io/devtools-protocol/).
 */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LISTENING = Pattern.compile("ws://([^/]+)/");
  private static final long ANSWER_SECONDS = 120;

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile, URI page) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Messages()).join();
  }

  /**
   * An empty page.
   *
   * @return empty where there is no Chromium
   */
  static Optional<Browser> start() throws Exception {
    Path profile = Files.createTempDirectory("warren-chromium");
    ProcessBuilder command =
        new ProcessBuilder(
            "chromium",
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    Process process;
    try {
      process = command.redirectErrorStream(true).start();
    } catch (IOException e) {
      Files.delete(profile);
      return Optional.empty();
    }
    try {
      return Optional.of(new Browser(process, profile, page(process)));
    } catch (Exception e) {
      end(process, profile);
      throw e;
    }
  }

  private static URI page(Process process) throws Exception {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String address = null;
    for (String line; address == null && (line = output.readLine()) != null; ) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) address = listening.group(1);
    }
    if (address == null) throw new IllegalStateException("chromium ended");
    discardTheRest(output);
    HttpRequest list = HttpRequest.newBuilder(URI.create("http://" + address + "/json")).build();
    while (true) {
      String targets = HttpClient.newHttpClient().send(list, BodyHandlers.ofString()).body();
      for (JsonNode target : JSON.readTree(targets)) {
        if (target.path("type").asText().equals("page")) {
          return URI.create(target.get("webSocketDebuggerUrl").asText());
        }
      }
      Thread.sleep(100); // its first page opens after it listens
    }
  }

  private static void discardTheRest(BufferedReader output) {
    Thread thread = new Thread(() -> output.lines().forEach(line -> {}), "chromium-output");
    thread.setDaemon(true);
    thread.start();
  }

  /** What the page has complained of: errors of scripts, and what its own policy kept out. */
  List<String> complaints() {
    return complaints;
  }

  void open(String url) throws Exception {
    for (String domain : List.of("Page", "Runtime", "Log")) ask(domain + ".enable", Map.of());
    ask("Page.navigate", Map.of("url", url));
  }

  void size(int width, int height, boolean isPhone) throws Exception {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", isPhone));
  }

  void prefer(String scheme) throws Exception {
    Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    ask("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** The value of an expression. */
  JsonNode evaluate(String script) throws Exception {
    JsonNode answer = ask("Runtime.evaluate", Map.of("expression", script, "returnByValue", true));
    if (answer.has("exceptionDetails")) throw new AssertionError(answer.toString());
    return answer.at("/result/value");
  }

  byte[] screenshot() throws Exception {
    JsonNode answer = ask("Page.captureScreenshot", Map.of("format", "png"));
    return Base64.getDecoder().decode(answer.get("data").asText());
  }

  private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    socket.sendText(message.toString(), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    JsonNode whole = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (whole.has("error")) throw new AssertionError(method + ": " + whole.get("error"));
    return whole.get("result");
  }

  private void take(JsonNode message) {
    if (message.has("id")) asked.remove(message.get("id").asInt()).complete(message);
    String method = message.path("method").asText();
    boolean isError = message.at("/params/entry/level").asText().equals("error");
    if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded") && isError) {
      complaints.add(message.get("params").toString());
    }
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      text.append(part);
      if (isLast) {
        try {
          take(JSON.readTree(text.toString()));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  @Override
  public void close() {
    socket.abort();
    end(process, profile);
  }

  /** Its processes first: one that still runs writes into the profile while that is deleted. */
  private static void end(Process process, Path profile) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> isDeleted(profile));
  }

  private static boolean isDeleted(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return true;
  }
}
