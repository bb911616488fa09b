package dev.warren.worker.metrics;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.Timings;
import dev.warren.worker.flow.Closing;
import dev.warren.worker.flow.Move;

/** What the stages tell about themselves, in domain words. Implementations are thread-safe. */
public interface WorkerMetrics {
  WorkerMetrics NOOP = new WorkerMetrics() {};

  /** Batches run on this engine from now on; told again when another one takes over. */
  default void engineServes(EngineInfo engine) {}

  /** The worker consumes, and its gauges may be read. */
  default void workerServes(WorkerGauges gauges) {}

  /** The worker with these gauges is closed. */
  default void workerEnds(WorkerGauges gauges) {}

  /** A model was loaded, or its plan built, before any of its lanes is warm. */
  default void modelLoaded(long nanos) {}

  /**
   * @param redelivered whether the broker had given it to somebody before
   */
  default void frameReceived(int sizeBytes, boolean redelivered) {}

  /**
   * A frame came that says when its picture was taken.
   *
   * @param sinceCaptureMs by two machines' clocks; may be negative, and far from credible
   */
  default void frameDated(long sinceCaptureMs) {}

  /**
   * A frame has shown the clock of its publisher.
   *
   * @param aheadMs by how much it is ahead of ours at least, negative where it is known to be
   *     behind, 0 where nothing is wrong with it that could be seen
   * @param receivedMs epoch milliseconds by our clock when the frame came
   */
  default void clockSeen(long aheadMs, long receivedMs) {}

  /** An image that a frame only refers to was fetched, before it is decoded. */
  default void imageFetched(int sizeBytes, long nanos) {}

  /** A frame asked for its result on a queue that is not allowed: the exchange gets it. */
  default void replyToRefused() {}

  default void frameDecoded(long nanos) {}

  /** A lane has taken a batch, which it runs next. */
  default void batchClosed(Closing closing) {}

  default void batchRan(int size, long nanos) {}

  /**
   * A try at a frame has failed, which may be tried again.
   *
   * @param stage which gave up
   */
  default void frameFailed(String stage, FailReason reason) {}

  /** A frame reached its end, and its reply leaves; it is not confirmed yet. */
  default void frameEnded(FrameResult result) {}

  /**
   * A frame was looked at, as {@link #frameEnded} has told.
   *
   * @param image encoded; not to be changed. Empty where it was fetched from elsewhere
   */
  default void frameDetected(byte[] image, FrameResult.Detected result) {}

  /** A frame was given up without a reply, late and while the broker takes none. */
  default void frameShed() {}

  /** Where the time of a frame went that has just ended; nothing but nulls if it never ran. */
  default void frameTimed(Timings timings) {}

  /** The broker has the reply for whoever listens. */
  default void replyConfirmed(long nanos) {}

  /**
   * The reply that the broker has is of a frame that says when its picture was taken.
   *
   * @param sinceCaptureMs as in {@link #frameDated}
   */
  default void replyDated(long sinceCaptureMs) {}

  /** The broker refused the reply or did not answer in time; it is sent again. */
  default void replyRepeated() {}

  /** A frame came again and gets the answer that it has had, without the engine. */
  default void replyReplayed() {}

  /** A header that only describes a frame was malformed, and ignored. */
  default void headerIgnored() {}

  /** The clock of a frame's publisher is off; its times were read accordingly. */
  default void frameSkewed() {}

  /** A frame has the id of another one that is not the same, against the contract. */
  default void idReused() {}

  /** Nobody listens where the reply should go: the end of it, instead of a confirmation. */
  default void replyReturned() {}

  /** The broker has the frame elsewhere. */
  default void frameMoved(Move move) {}

  /** The broker did not take the frame there. */
  default void moveRefused(Move move) {}

  /**
   * The frame is settled: the broker may forget it.
   *
   * @param heldNanos since it came
   */
  default void frameAcked(long heldNanos) {}

  /** The frame is settled: it went back to its queue. */
  default void frameRequeued() {}

  /** A stop has ended before so many frames were finished: they go back to their queue. */
  default void framesLeft(int frames) {}

  /** The frame could not be settled, its channel being gone: the broker delivers it again. */
  default void settlementLost() {}

  /** The broker has ended a consumer of ours, as it does when its queue is deleted. */
  default void consumerCancelled() {}

  /** A session with the broker is there. */
  default void brokerConnected() {}

  /** ... and it was not the first one. */
  default void brokerReconnected() {}

  /** The session is gone. */
  default void brokerLost() {}

  /** The broker of this session reads nothing that is published. */
  default void brokerBlocked() {}

  /** It reads again, or the session is gone. */
  default void brokerUnblocked() {}
}
