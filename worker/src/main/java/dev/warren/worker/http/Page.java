package dev.warren.worker.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page for people and what it is made of. Needs nothing from elsewhere, since a worker's
 * network may reach nothing else.
 */
final class Page {
  private static final Pattern PICTURE = Pattern.compile("/frame/(\\d{1,18})\\.jpg");

  private final StatusSource status;
  private final EventStreams streams;
  private final Hosts hosts;
  private final Map<String, Answer> files =
      Map.of(
          "/", file("page.html", "text/html; charset=utf-8"),
          "/page.css", file("page.css", "text/css; charset=utf-8"),
          "/page.js", file("page.js", "text/javascript; charset=utf-8"));

  Page(StatusSource status, EventStreams streams, Hosts hosts) {
    this.status = status;
    this.streams = streams;
    this.hosts = hosts;
  }

  private static Answer file(String name, String contentType) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return new Answer(Answer.OK, contentType, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for a path that is none of the page's. */
  Optional<Answer> answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Matcher picture = PICTURE.matcher(path);
    if (!files.containsKey(path) && !path.equals("/api/status") && !picture.matches()) {
      return Optional.empty();
    }
    if (!mayAsk(exchange)) return Optional.of(refused());
    if (files.containsKey(path)) return Optional.of(files.get(path));
    if (path.equals("/api/status")) {
      byte[] json = status.json().getBytes(StandardCharsets.UTF_8);
      return Optional.of(new Answer(Answer.OK, "application/json", json));
    }
    return Optional.of(
        status
            .picture(Long.parseLong(picture.group(1)))
            .map(jpeg -> new Answer(Answer.OK, "image/jpeg", jpeg))
            .orElseGet(() -> Answer.of(Answer.NOT_FOUND, "no longer here")));
  }

  /**
   * Streams on another thread, which closes the exchange.
   *
   * @return what to answer instead, where that cannot be
   */
  Optional<Answer> stream(HttpExchange exchange) {
    if (!mayAsk(exchange)) return Optional.of(refused());
    Answer.headers(exchange, "text/event-stream");
    if (streams.open(exchange)) return Optional.empty();
    return Optional.of(Answer.of(Answer.UNAVAILABLE, "too many pages are open"));
  }

  private boolean mayAsk(HttpExchange exchange) {
    return hosts.accept(exchange.getRequestHeaders().getFirst("Host"));
  }

  private static Answer refused() {
    return Answer.of(Answer.FORBIDDEN, "this page answers to names of this machine alone");
  }
}
