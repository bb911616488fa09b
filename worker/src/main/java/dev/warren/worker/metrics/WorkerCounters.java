package dev.warren.worker.metrics;

import dev.warren.common.Counted;
import dev.warren.protocol.FrameResult;
import dev.warren.worker.flow.Move;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Plain totals since the start, for the log, the tests and the quickstart. */
public final class WorkerCounters implements WorkerMetrics {
  private final LongAdder received = new LongAdder();
  private final LongAdder detected = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder detections = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder batchedFrames = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder returned = new LongAdder();
  private final LongAdder moved = new LongAdder();
  private final LongAdder acked = new LongAdder();
  private final LongAdder requeued = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder left = new LongAdder();

  /**
   * @param received deliveries: what is not acked, requeued or lost is still held
   * @param detections boxes found in the detected frames
   * @param confirmed replies that the broker has, or that nobody listens for
   * @param moved frames put elsewhere than back to their queue
   * @param acked done with: answered, moved, or given up without an answer
   * @param lost not settled, for their connection went first; the broker delivers them again
   */
  public record Totals(
      long received,
      long detected,
      long skipped,
      long failed,
      long detections,
      long batches,
      long batchedFrames,
      long confirmed,
      long repeated,
      long replayed,
      long returned,
      long moved,
      long acked,
      long requeued,
      long lost) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %d detected (%s), %d skipped, %d failed; %.1f frames per batch;"
              + " replies: %d confirmed, %d sent again, %d from the ledger, %d to nobody; of %d taken:"
              + " %d done (%d moved elsewhere), %d given back, %d lost with their connection, %d held",
          Counted.of(received, "frame"),
          detected,
          Counted.of(detections, "object"),
          skipped,
          failed,
          meanBatch(),
          confirmed,
          repeated,
          replayed,
          returned,
          received,
          acked,
          moved,
          requeued,
          lost,
          held());
    }

    /** Frames that were taken and are not settled; of counters that are read one by one. */
    public long held() {
      return Math.max(0, received - acked - requeued - lost);
    }

    /** Frames per batch, 0 before the first one. */
    public double meanBatch() {
      return batches == 0 ? 0 : (double) batchedFrames / batches;
    }
  }

  public Totals totals() {
    return new Totals(
        received.sum(),
        detected.sum(),
        skipped.sum(),
        failed.sum(),
        detections.sum(),
        batches.sum(),
        batchedFrames.sum(),
        confirmed.sum(),
        repeated.sum(),
        replayed.sum(),
        returned.sum(),
        moved.sum(),
        acked.sum(),
        requeued.sum(),
        lost.sum());
  }

  /** Frames that a stop has left unfinished. */
  public long left() {
    return left.sum();
  }

  @Override
  public void frameShed() {
    skipped.increment();
  }

  @Override
  public void framesLeft(int frames) {
    left.add(frames);
  }

  @Override
  public void frameReceived(int sizeBytes, boolean redelivered) {
    received.increment();
  }

  @Override
  public void batchRan(int size, long nanos) {
    batches.increment();
    batchedFrames.add(size);
  }

  @Override
  public void frameEnded(FrameResult result) {
    if (result instanceof FrameResult.Detected found) {
      detected.increment();
      detections.add(found.detections().size());
    } else if (result instanceof FrameResult.Skipped) {
      skipped.increment();
    } else {
      failed.increment();
    }
  }

  @Override
  public void replyConfirmed(long nanos) {
    confirmed.increment();
  }

  @Override
  public void replyRepeated() {
    repeated.increment();
  }

  @Override
  public void replyReplayed() {
    replayed.increment();
  }

  @Override
  public void replyReturned() {
    returned.increment();
    confirmed.increment();
  }

  @Override
  public void frameMoved(Move move) {
    moved.increment();
  }

  @Override
  public void frameAcked(long heldNanos) {
    acked.increment();
  }

  @Override
  public void settlementLost() {
    lost.increment();
  }

  @Override
  public void frameRequeued() {
    requeued.increment();
  }
}
