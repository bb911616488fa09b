package dev.warren.loadtest.watch;

import dev.warren.common.Counted;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.ReceivedResult;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Takes results in, tells repetitions apart, counts and shows the others. Thread-safe. */
final class Watcher {
  private static final int REMEMBERED_IDS = 200_000;

  private final List<ResultView> views;
  private final long count;
  private final LongSupplier epochMillis;
  private final SeenResults seen = new SeenResults(REMEMBERED_IDS);
  private final Histogram latencyMs = new Histogram(3);
  private final CompletableFuture<Void> enough = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private long detected;
  private long skipped;
  private long failed;
  private long detections;
  private long duplicates;
  private volatile long arrivals;

  /**
   * @param count results that are enough; 0 for no limit
   */
  Watcher(List<ResultView> views, long count, LongSupplier epochMillis) {
    this.views = List.copyOf(views);
    this.count = count;
    this.epochMillis = epochMillis;
  }

  /**
   * Takes one result. Once there are enough, or one cannot be shown, this blocks until {@link
   * #release}: a result whose handler has not returned is not acked, and so stays on a durable
   * queue for somebody else.
   */
  void accept(ReceivedResult received) {
    boolean taken = !enough.isDone() && show(received);
    if (!taken) released.join();
  }

  private boolean show(ReceivedResult received) {
    try {
      take(received);
      return true;
    } catch (UncheckedIOException e) {
      enough.completeExceptionally(e.getCause());
      return false;
    }
  }

  private synchronized void take(ReceivedResult received) {
    FrameResult result = received.result();
    arrivals++;
    if (!seen.isNews(result.frame().resultId(), result instanceof FrameResult.Detected)) {
      duplicates++;
      return;
    }
    long nowMs = epochMillis.getAsLong();
    for (ResultView view : views) {
      view.show(received, nowMs);
    }
    if (result instanceof FrameResult.Detected found) {
      detected++;
      detections += found.detections().size();
    } else if (result instanceof FrameResult.Skipped) {
      skipped++;
    } else {
      failed++;
    }
    Long latency = Answered.of(received, nowMs).latencyMs();
    if (latency != null) latencyMs.recordValue(Math.max(0, Math.min(latency, 86_400_000L)));
    if (count > 0 && results() >= count) {
      enough.complete(null);
    }
  }

  /**
   * Completes when the wanted number of results has come; with an {@link java.io.IOException} when
   * they cannot be shown.
   */
  CompletableFuture<Void> enough() {
    return enough;
  }

  /** Lets go of the thread that brings a result too many. */
  void release() {
    released.complete(null);
  }

  /** Results so far, repetitions included: it moves as long as something comes. */
  long arrivals() {
    return arrivals;
  }

  synchronized long results() {
    return detected + skipped + failed;
  }

  /** One line for people. */
  synchronized String summary(long malformed) {
    StringBuilder line = new StringBuilder();
    line.append(Counted.of(results(), "result"))
        .append(": ")
        .append(detected)
        .append(" detected (");
    line.append(Counted.of(detections, "object"))
        .append("), ")
        .append(skipped)
        .append(" skipped, ");
    line.append(failed).append(" failed");
    if (duplicates > 0) {
      line.append(", ").append(duplicates).append(" repeated");
    }
    if (malformed > 0) {
      line.append(", ")
          .append(malformed)
          .append(malformed == 1 ? " message was no result" : " messages were no results");
    }
    if (latencyMs.getTotalCount() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              "; latency p50 %d ms, p99 %d ms, from capture to result",
              latencyMs.getValueAtPercentile(50),
              latencyMs.getValueAtPercentile(99)));
    }
    return line.toString();
  }
}
