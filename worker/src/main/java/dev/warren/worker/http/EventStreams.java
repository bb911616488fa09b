package dev.warren.worker.http;

import com.sun.net.httpserver.HttpExchange;
import dev.warren.common.Daemons;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events: the state every second. A stream ends by itself before the server would cut
 * it off, and the browser opens the next one at once: so whoever reads slowly holds one of a few
 * threads, which do nothing else, and that for seconds only.
 */
final class EventStreams implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

  static final int MAX_STREAMS = 8;
  private static final int EVENTS = 3;
  private static final long PERIOD_MILLIS = 1_000;

  /** How long a browser waits after the end of a stream, in milliseconds. */
  private static final String RETRY = "retry: 200\n\n";

  private final StatusSource status;
  private final ThreadPoolExecutor threads;

  EventStreams(StatusSource status) {
    this.status = status;
    threads =
        new ThreadPoolExecutor(
            0,
            MAX_STREAMS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Daemons.numbered("http-events"));
  }

  /**
   * Answers on a thread of its own, which closes the exchange.
   *
   * @return false where there are as many streams as may be; then the exchange is untouched
   */
  boolean open(HttpExchange exchange) {
    try {
      threads.execute(() -> answer(exchange));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      stream(exchange.getResponseBody());
    } catch (IOException e) {
      log.debug("{} went away", exchange.getRemoteAddress(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing
    } catch (RuntimeException e) {
      log.error("no status", e);
    }
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    out.write(RETRY.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < EVENTS; i++) {
      if (i > 0) TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
      status.watched();
      out.write(("data: " + status.json() + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
