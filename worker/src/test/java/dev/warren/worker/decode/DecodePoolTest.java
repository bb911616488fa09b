package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.engine.Sha256;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.reference.FrameReference;
import dev.warren.worker.reference.ReferenceConfig;
import dev.warren.worker.reference.ReferenceFetcher;
import dev.warren.worker.reference.UriPrefix;
import dev.warren.worker.schedule.Discipline;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.schedule.Margin;
import dev.warren.worker.schedule.Scheduling;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.TicketBuilder;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a store that gives away its image once the frame has ended. */
class DecodePoolTest {
  private static final byte[] IMAGE = Pictures.grey(8, 7);

  private final List<Outcome> ended = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer store;

  @BeforeEach
  void open() throws IOException {
    OpenCv.load(); // not while a frame waits
    store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    store.createContext("/", this::answer);
    store.start();
    ticket(); // its classes neither
  }

  @AfterEach
  void close() {
    over.countDown();
    store.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      over.await();
      exchange.sendResponseHeaders(200, IMAGE.length);
      exchange.getResponseBody().write(IMAGE);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private Ticket ticket() {
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    URI uri = URI.create("http://127.0.0.1:%d/1.png".formatted(store.getAddress().getPort()));
    Ticket ticket = TicketBuilder.ticket("late").deadline(deadlineNanos).build();
    return new Ticket(
        ticket.frame(),
        ticket.image(),
        new FrameReference(uri, Sha256.hex(IMAGE), IMAGE.length, "image/png"),
        ticket.reply(),
        ticket.receipt(),
        ticket.clock(),
        ticket.terms(),
        ticket.trace());
  }

  private DecodePool start(ReferenceFetcher references) {
    return DecodePool.start(
        new DecodePool.Config(DecodeConfig.DEFAULT, 8, 8, 1, 1),
        new Scheduling(Discipline.FIFO, new LatencyCurve(1), Margin.of(0)),
        () -> 0,
        references,
        decoded -> {},
        outcome -> {
          ended.add(outcome);
          throw new IllegalStateException("the publisher is closed");
        },
        WorkerMetrics.NOOP);
  }

  @Test
  void aFetchIsCutAtItsFramesDeadlineAndEndsOnceEvenIfNobodyTakesTheOutcome() throws Exception {
    String prefix = "http://127.0.0.1:%d/".formatted(store.getAddress().getPort());
    ReferenceConfig config =
        new ReferenceConfig(
            List.of(UriPrefix.parse(prefix)),
            true,
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofHours(1));
    try (ReferenceFetcher references =
            ReferenceFetcher.open(config, CircuitBreakerRegistry.ofDefaults());
        DecodePool pool = start(references)) {
      pool.submit(ticket());
      assertThat(pool.failure().get(30, TimeUnit.SECONDS)).hasMessage("the publisher is closed");
    }
    assertThat(ended)
        .extracting(outcome -> ((FrameResult.Skipped) outcome.result()).reason())
        .containsExactly(SkipReason.DEADLINE);
  }
}
