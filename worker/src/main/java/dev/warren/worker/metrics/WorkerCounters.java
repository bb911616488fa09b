package dev.warren.worker.metrics;

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
  private final LongAdder requeued = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder shed = new LongAdder();

  /**
   * @param detections boxes found in the detected frames
   * @param confirmed replies that the broker has, or that nobody listens for
   * @param moved frames put elsewhere than back to their queue
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
      long requeued) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d frames: %d detected (%d objects), %d skipped, %d failed; %.1f frames per batch;"
              + " replies: %d confirmed, %d sent again, %d from the ledger, %d to nobody; %d frames"
              + " moved, %d given back",
          received,
          detected,
          detections,
          skipped,
          failed,
          meanBatch(),
          confirmed,
          repeated,
          replayed,
          returned,
          moved,
          requeued);
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
        requeued.sum());
  }

  /** Frames that a stop has left unfinished. */
  public long left() {
    return left.sum();
  }

  /** Of the skipped frames those that got no reply. */
  public long shed() {
    return shed.sum();
  }

  @Override
  public void frameShed() {
    skipped.increment();
    shed.increment();
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
  public void frameRequeued() {
    requeued.increment();
  }
}
