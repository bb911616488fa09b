package dev.warren.worker.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.Scrape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What each path answers. Reads no request's body. */
final class Answers implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  /** Of requests that cost something; the health is not among them. */
  private static final int AT_WORK = 4;

  private static final long WAIT_SECONDS = 2;

  private final Semaphore work = new Semaphore(AT_WORK);
  private final Function<String, Scrape> metrics;
  private final Readiness readiness;
  private final Page page;

  Answers(Function<String, Scrape> metrics, Readiness readiness, Page page) {
    this.metrics = metrics;
    this.readiness = readiness;
    this.page = page;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    boolean isStream =
        exchange.getRequestMethod().equals("GET")
            && exchange.getRequestURI().getPath().equals("/events");
    Optional<Answer> answer = isStream ? page.stream(exchange) : Optional.of(answer(exchange));
    if (answer.isEmpty()) return; // whoever streams closes it
    try (exchange) {
      answer.get().send(exchange);
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
      return Answer.of(Answer.METHOD_NOT_ALLOWED, "GET and HEAD only");
    }
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/health/live" -> Answer.of(Answer.OK, "live");
        case "/health/started" -> started();
        case "/health/ready" -> ready();
        default -> bounded(exchange);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.of(Answer.UNAVAILABLE, "closing");
    } catch (RuntimeException e) {
      log.error("no answer to {}", exchange.getRequestURI(), e);
      return Answer.of(Answer.INTERNAL_ERROR, "failed: " + e);
    }
  }

  /** One that hangs, as in a driver, holds up others like it alone, and these not for ever. */
  private Answer bounded(HttpExchange exchange) throws InterruptedException {
    if (!work.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
      return Answer.of(Answer.UNAVAILABLE, AT_WORK + " other requests are at work");
    }
    try {
      return exchange.getRequestURI().getPath().equals("/metrics")
          ? metrics(exchange.getRequestHeaders().getFirst("Accept"))
          : page.answer(exchange).orElseGet(Answers::notFound);
    } finally {
      work.release();
    }
  }

  private static Answer notFound() {
    return Answer.of(
        Answer.NOT_FOUND,
        "there are /, /metrics, /health/live, /health/started, /health/ready and /api/status");
  }

  private Answer metrics(String accept) {
    Scrape scrape = metrics.apply(accept);
    return new Answer(Answer.OK, scrape.contentType(), scrape.body());
  }

  /** Whatever came after the start, another start would meet it too. */
  private Answer started() {
    boolean isStarting = readiness.isObstructedBy(Readiness.START);
    return isStarting ? unavailable(readiness.reasons()) : Answer.of(Answer.OK, "started");
  }

  private Answer ready() {
    // One look: what is empty is ready, and what is not says why.
    List<String> reasons = readiness.reasons();
    return reasons.isEmpty() ? Answer.of(Answer.OK, "ready") : unavailable(reasons);
  }

  private static Answer unavailable(List<String> reasons) {
    return Answer.of(Answer.UNAVAILABLE, String.join("\n", reasons));
  }
}
