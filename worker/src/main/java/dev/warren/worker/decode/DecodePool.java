package dev.warren.worker.decode;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.PixelBuffer;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.lifecycle.Workers;
import dev.warren.worker.metrics.WorkerMetrics;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that turn tickets into engine input. Late frames are skipped before any work is done on
 * them; frames that cannot be decoded end here as failed.
 */
public final class DecodePool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DecodePool.class);

  private final BlockingQueue<Ticket> waiting;
  private final Consumer<Decoded> next;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final PixelBufferPool buffers;
  private final Workers threads;

  private DecodePool(
      Config config, Consumer<Decoded> next, Consumer<Outcome> ended, WorkerMetrics metrics) {
    this.waiting = new ArrayBlockingQueue<>(config.queueCapacity());
    this.next = next;
    this.ended = ended;
    this.metrics = metrics;
    this.buffers =
        new PixelBufferPool(config.buffers(), config.inputWidth() * config.inputHeight() * 3);
    this.threads = new Workers("decode", config.threads());
  }

  /**
   * @param queueCapacity tickets that may wait: the prefetch, so that intake never blocks
   * @param buffers decoded images that may exist at one time
   */
  public record Config(
      DecodeConfig bounds,
      int inputWidth,
      int inputHeight,
      int threads,
      int queueCapacity,
      int buffers) {
    public Config {
      if (threads < 1) throw new IllegalArgumentException("decodeThreads < 1: " + threads);
      if (buffers < 1) throw new IllegalArgumentException("buffers < 1: " + buffers);
      if (queueCapacity < 1) {
        throw new IllegalArgumentException("queueCapacity < 1: " + queueCapacity);
      }
    }
  }

  /**
   * @param next takes what was decoded; may block
   * @param ended takes what ends here
   */
  public static DecodePool start(
      Config config, Consumer<Decoded> next, Consumer<Outcome> ended, WorkerMetrics metrics) {
    DecodePool pool = new DecodePool(config, next, ended, metrics);
    pool.threads.start(
        () -> {
          try (FrameDecoder decoder =
              new FrameDecoder(config.bounds(), config.inputWidth(), config.inputHeight())) {
            while (true) {
              pool.decode(decoder, pool.waiting.take());
            }
          }
        });
    return pool;
  }

  /** Blocks while the queue is full, which prefetch rules out. */
  public void submit(Ticket ticket) {
    try {
      waiting.put(ticket);
    } catch (InterruptedException e) {
      // Only a connection that is going down interrupts its dispatcher; the broker has the frame.
      Thread.currentThread().interrupt();
    }
  }

  /** Completes when a thread has ended by itself, which ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return threads.failure();
  }

  private void decode(FrameDecoder decoder, Ticket ticket) throws InterruptedException {
    if (ticket.isLate(System.nanoTime())) {
      ended.accept(Outcome.skipped(ticket, SkipReason.DEADLINE));
      return;
    }
    PixelBuffer pixels = buffers.take();
    Decoded decoded;
    try {
      long start = System.nanoTime();
      Letterbox letterbox = decoder.decode(ticket.image(), pixels.bytes());
      long end = System.nanoTime();
      metrics.frameDecoded(end - start);
      decoded = new Decoded(ticket, letterbox, pixels, end - start, end);
    } catch (DecodeException e) {
      pixels.release();
      ended.accept(Outcome.failed(ticket, e.reason(), "decode", e.getMessage()));
      return;
    } catch (RuntimeException e) {
      pixels.release();
      log.warn("decoder failed on frame {}", ticket.frame().requestId(), e);
      ended.accept(Outcome.failed(ticket, FailReason.INTERNAL, "decode", String.valueOf(e)));
      return;
    }
    next.accept(decoded);
  }

  /** Stops the threads. Tickets that still wait stay with the broker. */
  @Override
  public void close() {
    threads.close();
    buffers.close();
  }
}
