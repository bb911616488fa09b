package dev.warren.worker.decode;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.SkipReason;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Letterbox;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.flow.PixelBuffer;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.lifecycle.Workers;
import dev.warren.worker.metrics.BusyTime;
import dev.warren.worker.metrics.FirstWarning;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.reference.ReferenceException;
import dev.warren.worker.reference.ReferenceFetcher;
import dev.warren.worker.schedule.Margin;
import dev.warren.worker.schedule.Scheduling;
import dev.warren.worker.schedule.Skipped;
import dev.warren.worker.schedule.StageTimes;
import dev.warren.worker.schedule.WaitingRoom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that turn tickets into engine input, in the order in which they are to run. Frames that
 * are superseded or too late are skipped before any work is done on them; frames that cannot be
 * decoded, or fetched, end here as failed.
 */
public final class DecodePool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DecodePool.class);

  /** Until frames have been measured: a picture of 1280x720. */
  private static final Duration USUAL_TIME = Duration.ofMillis(5);

  private static final double NANOS_PER_SECOND = 1e9;

  /** No picture of a camera takes so long. */
  private static final long SLOW_NANOS = Duration.ofSeconds(2).toNanos();

  private final FirstWarning slowFrames = new FirstWarning(log, "such frames");
  private final WaitingRoom<Ticket> waiting;
  private final ReferenceFetcher references;
  private final Consumer<Decoded> next;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final StageTimes times = new StageTimes(USUAL_TIME);
  private final FetchTimes fetches = new FetchTimes();
  private final PixelBufferPool buffers;
  private final Workers threads;
  private final int threadCount;
  private final BusyTime busy = new BusyTime();

  private DecodePool(
      Config config,
      Scheduling scheduling,
      LongSupplier backlogNanos,
      ReferenceFetcher references,
      Consumer<Decoded> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.references = references;
    this.next = next;
    this.ended = ended;
    this.metrics = metrics;
    this.buffers =
        new PixelBufferPool(config.buffers(), config.inputWidth() * config.inputHeight() * 3);
    this.threadCount = config.threads();
    this.threads = new Workers("decode", threadCount);
    Scheduling fromHere = scheduling.withFurther(times.plus(backlogNanos::getAsLong));
    this.waiting = fromHere.openRoom("decode", 1, Function.identity(), this::skip);
  }

  /**
   * @param buffers decoded images that may exist at one time
   */
  public record Config(
      DecodeConfig bounds, int inputWidth, int inputHeight, int threads, int buffers) {
    public Config {
      if (threads < 1) throw new IllegalArgumentException("decodeThreads < 1: " + threads);
      if (buffers < 1) throw new IllegalArgumentException("buffers < 1: " + buffers);
    }
  }

  /**
   * @param scheduling who goes first
   * @param backlogNanos how long a decoded frame would wait now
   * @param references fetches the images that frames only refer to, on the decoding threads
   * @param next takes what was decoded; may block
   * @param ended takes what ends here
   */
  public static DecodePool start(
      Config config,
      Scheduling scheduling,
      LongSupplier backlogNanos,
      ReferenceFetcher references,
      Consumer<Decoded> next,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    DecodePool pool =
        new DecodePool(config, scheduling, backlogNanos, references, next, ended, metrics);
    pool.waiting.failure().thenAccept(pool.threads.failure()::complete);
    pool.threads.start(
        () -> {
          try (FrameDecoder decoder =
              new FrameDecoder(config.bounds(), config.inputWidth(), config.inputHeight())) {
            while (true) {
              pool.decodeNext(decoder);
            }
          }
        });
    return pool;
  }

  /** Never waits for the decoders: the prefetch bounds the tickets. */
  public void submit(Ticket ticket) {
    waiting.offer(ticket);
  }

  /** Gives back what waits to be decoded; what is being decoded still goes on. */
  public void giveBack() {
    waiting.drain().forEach(ticket -> ticket.receipt().requeue());
  }

  /** Frames that wait to be decoded, and how busy the threads were. */
  public PipelineLoad.Decode load() {
    return new PipelineLoad.Decode(threadCount, waiting.size(), busy.nanos(), fetches.busyNanos());
  }

  /** Off the heap, for decoded images. */
  public long pixelBytes() {
    return buffers.bytes();
  }

  /**
   * Off the heap, of all that JavaCPP knows to be its own in this process, those images included.
   */
  public long javaCppBytes() {
    return Pointer.totalBytes();
  }

  /**
   * What all threads fetch and decode, by the frames of late; infinite before enough were measured.
   */
  public double framesPerSecond() {
    return threadCount * NANOS_PER_SECOND / (times.measuredNanos() + fetches.typicalNanos());
  }

  /** How long one frame takes a thread, with what fetching takes. */
  public Margin times() {
    return times.plus(fetches);
  }

  /** Completes when a thread has ended by itself, which ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return threads.failure();
  }

  private void decodeNext(FrameDecoder decoder) throws InterruptedException {
    // First the place, then the frame: while there is no place, a newer frame may come.
    PixelBuffer pixels = buffers.take();
    Ticket ticket;
    try {
      ticket = waiting.take().frames().get(0);
    } catch (InterruptedException e) {
      pixels.release();
      throw e;
    }
    if (ticket.receipt().isStale()) {
      pixels.release();
      return;
    }
    busy.begin();
    try {
      decode(decoder, ticket, pixels);
    } finally {
      busy.end();
    }
  }

  private void skip(Skipped<Ticket> skipped) {
    ended.accept(Outcome.skipped(skipped.frame(), skipped.reason()));
  }

  private void decode(FrameDecoder decoder, Ticket ticket, PixelBuffer pixels) {
    Optional<Decoded> decoded;
    try {
      decoded = decoded(decoder, ticket, pixels);
    } catch (ReferenceException e) {
      pixels.release();
      notFetched(ticket, e);
      return;
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
    if (decoded.isPresent()) {
      next.accept(decoded.get());
    } else {
      pixels.release();
      ended.accept(Outcome.skipped(ticket, SkipReason.DEADLINE));
    }
  }

  /** Empty where fetching has taken all the time there was. */
  private Optional<Decoded> decoded(FrameDecoder decoder, Ticket ticket, PixelBuffer pixels)
      throws ReferenceException, DecodeException {
    long begin = System.nanoTime();
    byte[] image = image(ticket, begin);
    long start = System.nanoTime();
    if (isLate(ticket, start)) return Optional.empty();
    Letterbox letterbox = decoder.decode(image, pixels.bytes());
    long end = System.nanoTime();
    // Without fetching: one slow store must not make every frame look late.
    times.took(end - start);
    metrics.frameDecoded(end - start);
    ticket.trace().decoded(start, end);
    if (end - start > SLOW_NANOS) slow(ticket, image.length, end - start);
    return Optional.of(new Decoded(ticket, letterbox, pixels, end - begin, end));
  }

  /** Bounded by the limits on pixels and scans, whatever the image; on a busy machine it shows. */
  private void slow(Ticket ticket, int sizeBytes, long nanos) {
    slowFrames.warn(
        "frame {} of {} bytes took {} s to decode, which the histogram of stage decode shows too:"
            + " lower --max-frame-pixels if that is too long",
        ticket.frame().requestId(),
        sizeBytes,
        nanos / 1_000_000_000);
  }

  private byte[] image(Ticket ticket, long startNanos) throws ReferenceException {
    if (ticket.reference() == null) {
      fetches.none();
      return ticket.image();
    }
    fetches.begin();
    try {
      byte[] image = references.fetch(ticket.reference(), ticket.slackNanos(startNanos));
      long end = System.nanoTime();
      metrics.imageFetched(image.length, end - startNanos);
      ticket.trace().fetched(startNanos, end);
      return image;
    } finally {
      fetches.took(System.nanoTime() - startNanos);
    }
  }

  /**
   * What {@link ReferenceException#isPassing passes} is worth another try, if that can be in time.
   */
  private void notFetched(Ticket ticket, ReferenceException e) {
    ended.accept(
        e.isPassing() && isLate(ticket, System.nanoTime())
            ? Outcome.skipped(ticket, SkipReason.DEADLINE)
            : Outcome.failed(ticket, e.reason(), "fetch", e.getMessage()));
  }

  private static boolean isLate(Ticket ticket, long nowNanos) {
    return ticket.slackNanos(nowNanos) <= 0;
  }

  /** Stops the threads. Tickets that still wait stay with the broker. */
  @Override
  public void close() {
    threads.close();
    waiting.close();
    buffers.close();
  }
}
