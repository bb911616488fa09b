package dev.warren.worker.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each path answers. Reads no request's body. */
final class Answers implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int INTERNAL_ERROR = 500;
  private static final int UNAVAILABLE = 503;

  private record Answer(int status, String contentType, byte[] body) {
    static Answer of(int status, String text) {
      return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private final Function<String, Scrape> metrics;
  private final Readiness readiness;
  private final Supplier<String> status;

  Answers(Function<String, Scrape> metrics, Readiness readiness, Supplier<String> status) {
    this.metrics = metrics;
    this.readiness = readiness;
    this.status = status;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (IOException e) {
      log.debug("{} went away", exchange.getRemoteAddress(), e);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      // It may have a body, which nobody is going to read.
      exchange.getResponseHeaders().set("Connection", "close");
      return Answer.of(METHOD_NOT_ALLOWED, "GET and HEAD only");
    }
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> metrics(exchange.getRequestHeaders().getFirst("Accept"));
        case "/health/live" -> Answer.of(OK, "live");
        case "/health/ready" -> ready();
        case "/api/status" -> status();
        default ->
            Answer.of(
                NOT_FOUND, "there are /metrics, /health/live, /health/ready and /api/status");
      };
    } catch (RuntimeException e) {
      log.error("no answer to {}", exchange.getRequestURI(), e);
      return Answer.of(INTERNAL_ERROR, "failed: " + e);
    }
  }

  private Answer metrics(String accept) {
    Scrape scrape = metrics.apply(accept);
    return new Answer(OK, scrape.contentType(), scrape.body());
  }

  private Answer status() {
    return new Answer(OK, JSON, status.get().getBytes(StandardCharsets.UTF_8));
  }

  private Answer ready() {
    // One look: what is empty is ready, and what is not says why.
    List<String> reasons = readiness.reasons();
    return reasons.isEmpty()
        ? Answer.of(OK, "ready")
        : Answer.of(UNAVAILABLE, String.join("\n", reasons));
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(answer.body().length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }
}
