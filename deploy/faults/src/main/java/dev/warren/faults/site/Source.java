package dev.warren.faults.site;

import dev.warren.common.Daemons;
import dev.warren.faults.ledger.Frame;
import dev.warren.faults.ledger.Frame.Fate;
import dev.warren.faults.ledger.Ledger;
import dev.warren.faults.worker.Picture;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.NackedException;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.UnroutableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Cameras that publish frames at a steady rate and keep the books. A frame whose fate is not known
 * is never sent again: every repetition that is seen is then the worker's. Connects again whenever
 * the broker is away.
 */
public final class Source implements AutoCloseable {
  private static final int CAMERAS = 8;
  private static final long RETRY_NANOS = 100_000_000;
  private static final Duration FLUSH = Duration.ofSeconds(10);

  private final Site site;
  private final Ledger ledger;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong outstanding = new AtomicLong();
  private final Thread thread = Daemons.thread("source", this::run);
  private volatile double perSecond;
  private volatile UnaryOperator<FrameRequest.Builder> terms = UnaryOperator.identity();
  private volatile Fate fate = Fate.DETECTED;
  private volatile boolean closed;
  private volatile boolean between = true;
  private volatile FramePublisher publisher;

  private Source(Site site, Ledger ledger) {
    this.site = site;
    this.ledger = ledger;
  }

  /** Publishes nothing yet. */
  public static Source open(Site site, Ledger ledger) {
    Source source = new Source(site, ledger);
    source.thread.start();
    return source;
  }

  /** From now on, frames per second. */
  public void rate(double perSecond) {
    this.perSecond = perSecond;
  }

  /** No more frames, and every confirm there, or given up. */
  public void pause() throws InterruptedException {
    perSecond = 0;
    while (!between) Thread.sleep(1);
    flush();
  }

  /** What the frames have beside their picture, and what may then become of them. */
  public void terms(UnaryOperator<FrameRequest.Builder> terms, Fate fate) {
    this.fate = fate;
    this.terms = terms;
  }

  /** Publishes so many, as fast as the broker confirms. Call while paused. */
  public void burst(int count) throws InterruptedException {
    for (int sent = 0; sent < count; ) {
      if (publishNext()) sent++;
      else LockSupport.parkNanos(1_000_000);
    }
    flush();
  }

  /** Publishes one frame with another picture. Call while paused. */
  public void one(String name, byte[] picture, int level, Fate fate) throws InterruptedException {
    String id = name + "-" + numbers.getAndIncrement();
    while (!publish(new Frame(id, level, fate), picture)) LockSupport.parkNanos(1_000_000);
    flush();
  }

  private void flush() throws InterruptedException {
    FramePublisher current = publisher;
    if (current != null) current.flush(FLUSH);
  }

  private void run() {
    long due = System.nanoTime();
    while (!closed) {
      between = false;
      double rate = perSecond;
      if (rate > 0) {
        due = Math.max(due + (long) (1e9 / rate), System.nanoTime() - 50_000_000);
        publishNext();
        between = true;
        LockSupport.parkNanos(due - System.nanoTime());
      } else {
        between = true;
        LockSupport.parkNanos(2_000_000);
        due = System.nanoTime();
      }
    }
  }

  private boolean publishNext() {
    long number = numbers.getAndIncrement();
    int level = (int) (number % Picture.LEVELS) + 1;
    return publish(new Frame("f-" + number, level, fate), Picture.of(level));
  }

  private synchronized boolean publish(Frame frame, byte[] picture) {
    FramePublisher current = connected();
    if (current == null) return false;
    FrameRequest.Builder request =
        FrameRequest.builder(frame.id(), Site.MODEL, "camera-" + numbers.get() % CAMERAS, picture);
    ledger.attempted(frame);
    Optional<CompletableFuture<Void>> sent = current.tryPublish(terms.apply(request).build());
    if (sent.isEmpty()) {
      ledger.withdrawn(frame.id());
      return false;
    }
    outstanding.incrementAndGet();
    sent.get().whenComplete((nothing, failure) -> settle(frame.id(), failure));
    return true;
  }

  /** Frames of which the publisher has not said yet what became of them, or that nobody knows. */
  public long outstanding() {
    return outstanding.get();
  }

  private void settle(String id, Throwable failure) {
    Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
    if (why == null) ledger.acknowledged(id);
    else if (why instanceof NackedException || why instanceof UnroutableException) {
      ledger.refused(id);
    } // Else nobody knows.
    outstanding.decrementAndGet();
  }

  private FramePublisher connected() {
    FramePublisher current = publisher;
    if (current != null && !current.closed().isDone()) return current;
    if (closed) return null;
    try {
      publisher = FramePublisher.open(site.amqp(), new PublisherConfig(Site.TOPOLOGY, 128, FLUSH));
      return publisher;
    } catch (BrokerException away) {
      LockSupport.parkNanos(RETRY_NANOS);
      return null;
    }
  }

  @Override
  public void close() {
    closed = true;
    perSecond = 0;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    FramePublisher current = publisher;
    if (current != null) current.close();
  }
}
