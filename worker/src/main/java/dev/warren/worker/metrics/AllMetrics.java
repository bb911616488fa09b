package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.Timings;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.flow.Move;
import java.util.function.Consumer;

/** Tells several what it is told, in their order. */
public class AllMetrics implements WorkerMetrics {
  private final WorkerMetrics[] all;

  AllMetrics(WorkerMetrics... all) {
    this.all = all;
  }

  public static WorkerMetrics of(WorkerMetrics... all) {
    return new AllMetrics(all.clone());
  }

  private void each(Consumer<WorkerMetrics> event) {
    for (WorkerMetrics metrics : all) event.accept(metrics);
  }

  @Override
  public void engineServes(EngineInfo engine) {
    each(m -> m.engineServes(engine));
  }

  @Override
  public void workerServes(WorkerGauges gauges) {
    each(m -> m.workerServes(gauges));
  }

  @Override
  public void workerEnds(WorkerGauges gauges) {
    each(m -> m.workerEnds(gauges));
  }

  @Override
  public void modelLoaded(long nanos) {
    each(m -> m.modelLoaded(nanos));
  }

  @Override
  public void frameReceived(int sizeBytes, boolean redelivered) {
    each(m -> m.frameReceived(sizeBytes, redelivered));
  }

  @Override
  public void frameDated(long sinceCaptureMs) {
    each(m -> m.frameDated(sinceCaptureMs));
  }

  @Override
  public void clockSeen(long aheadMs, long receivedMs) {
    each(m -> m.clockSeen(aheadMs, receivedMs));
  }

  @Override
  public void imageFetched(int sizeBytes, long nanos) {
    each(m -> m.imageFetched(sizeBytes, nanos));
  }

  @Override
  public void replyToRefused() {
    each(WorkerMetrics::replyToRefused);
  }

  @Override
  public void frameDecoded(long nanos) {
    each(m -> m.frameDecoded(nanos));
  }

  @Override
  public void batchClosed(Closing closing) {
    each(m -> m.batchClosed(closing));
  }

  @Override
  public void batchRan(int size, long nanos) {
    each(m -> m.batchRan(size, nanos));
  }

  @Override
  public void frameFailed(String stage, FailReason reason) {
    each(m -> m.frameFailed(stage, reason));
  }

  @Override
  public void frameEnded(FrameResult result) {
    each(m -> m.frameEnded(result));
  }

  @Override
  public void frameDetected(byte[] image, FrameResult.Detected result) {
    each(m -> m.frameDetected(image, result));
  }

  @Override
  public void frameTimed(Timings timings) {
    each(m -> m.frameTimed(timings));
  }

  @Override
  public void replyConfirmed(long nanos) {
    each(m -> m.replyConfirmed(nanos));
  }

  @Override
  public void replyDated(long sinceCaptureMs) {
    each(m -> m.replyDated(sinceCaptureMs));
  }

  @Override
  public void replyRepeated() {
    each(WorkerMetrics::replyRepeated);
  }

  @Override
  public void replyReplayed() {
    each(WorkerMetrics::replyReplayed);
  }

  @Override
  public void frameShed() {
    each(WorkerMetrics::frameShed);
  }

  @Override
  public void frameSkewed() {
    each(WorkerMetrics::frameSkewed);
  }

  @Override
  public void headerIgnored() {
    each(WorkerMetrics::headerIgnored);
  }

  @Override
  public void idReused() {
    each(WorkerMetrics::idReused);
  }

  @Override
  public void framesLeft(int frames) {
    each(m -> m.framesLeft(frames));
  }

  @Override
  public void replyReturned() {
    each(WorkerMetrics::replyReturned);
  }

  @Override
  public void frameMoved(Move move) {
    each(m -> m.frameMoved(move));
  }

  @Override
  public void moveRefused(Move move) {
    each(m -> m.moveRefused(move));
  }

  @Override
  public void frameAcked(long heldNanos) {
    each(m -> m.frameAcked(heldNanos));
  }

  @Override
  public void frameRequeued() {
    each(WorkerMetrics::frameRequeued);
  }

  @Override
  public void settlementLost() {
    each(WorkerMetrics::settlementLost);
  }

  @Override
  public void consumerCancelled() {
    each(WorkerMetrics::consumerCancelled);
  }

  @Override
  public void brokerConnected() {
    each(WorkerMetrics::brokerConnected);
  }

  @Override
  public void brokerReconnected() {
    each(WorkerMetrics::brokerReconnected);
  }

  @Override
  public void brokerLost() {
    each(WorkerMetrics::brokerLost);
  }

  @Override
  public void brokerBlocked() {
    each(WorkerMetrics::brokerBlocked);
  }

  @Override
  public void brokerUnblocked() {
    each(WorkerMetrics::brokerUnblocked);
  }
}
