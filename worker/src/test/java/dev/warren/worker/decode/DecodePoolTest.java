package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.engine.Sha256;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.Receipt;
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
import java.util.function.Consumer;
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
    return TicketBuilder.ticket("late").deadline(deadlineNanos).reference(at(uri)).build();
  }

  private static FrameReference at(URI uri) {
    return new FrameReference(uri, Sha256.hex(IMAGE), IMAGE.length, "image/png");
  }

  /** On one thread, with a place for one image. */
  private static DecodePool start(
      ReferenceFetcher references, Consumer<Decoded> next, Consumer<Outcome> ended) {
    return DecodePool.start(
        new DecodePool.Config(DecodeConfig.DEFAULT, 8, 8, 1, 1),
        new Scheduling(Discipline.FIFO, new LatencyCurve(1), Margin.of(0)),
        () -> 0,
        references,
        next,
        ended,
        WorkerMetrics.NOOP);
  }

  /** Else there would be none left soon, and nobody would know why. */
  @Test
  void whateverBecomesOfAFrameItsPlaceIsFreeAgain() {
    List<String> decoded = new CopyOnWriteArrayList<>();
    Consumer<Decoded> engine =
        frame -> {
          frame.pixels().release();
          decoded.add(frame.ticket().frame().requestId());
        };
    DecodePool pool;
    try (ReferenceFetcher nowhere =
        ReferenceFetcher.open(ReferenceConfig.NONE, CircuitBreakerRegistry.ofDefaults())) {
      pool = start(nowhere, engine, ended::add);
      try (pool) {
        pool.submit(TicketBuilder.ticket("damaged").image(new byte[] {1}).build());
        pool.submit(TicketBuilder.ticket("stale").receipt(new Gone()).image(IMAGE).build());
        URI uri = URI.create("http://127.0.0.1/1.png");
        pool.submit(TicketBuilder.ticket("elsewhere").reference(at(uri)).build());
        pool.submit(TicketBuilder.ticket("sound").image(IMAGE).build());
        await().until(() -> !decoded.isEmpty());
        assertThat(pool.pixelBytes()).isPositive();
      }
    }
    assertThat(decoded).containsExactly("sound");
    assertThat(ended)
        .extracting(outcome -> outcome.ticket().frame().requestId())
        .containsExactly("damaged", "elsewhere");
    assertThat(pool.pixelBytes()).as("off the heap, once it is closed").isZero();
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
        DecodePool pool = start(references, decoded -> {}, this::notTaken)) {
      pool.submit(ticket());
      assertThat(pool.failure().get(30, TimeUnit.SECONDS)).hasMessage("the publisher is closed");
    }
    assertThat(ended)
        .extracting(outcome -> ((FrameResult.Skipped) outcome.result()).reason())
        .containsExactly(SkipReason.DEADLINE);
  }

  private void notTaken(Outcome outcome) {
    ended.add(outcome);
    throw new IllegalStateException("the publisher is closed");
  }

  /** Of a frame whose session is gone. */
  private static final class Gone implements Receipt {
    @Override
    public void ack() {
      throw new AssertionError("settled");
    }

    @Override
    public void requeue() {
      throw new AssertionError("settled");
    }

    @Override
    public boolean isStale() {
      return true;
    }
  }
}
