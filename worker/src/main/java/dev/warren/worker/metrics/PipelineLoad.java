package dev.warren.worker.metrics;

/**
 * What stands where in a worker at one moment. Busy times are thread-nanoseconds since its start,
 * so that the difference of two moments, by threads and time between them, is how busy a stage was.
 */
public record PipelineLoad(Intake intake, Decode decode, Engine engine, Publish publish) {
  /**
   * @param inFlight frames taken and not settled
   * @param limit frames that may be
   * @param queue what is known of the queue
   */
  public record Intake(int inFlight, int limit, QueueReading queue) {}

  /**
   * The frames that the queue has ready for whoever asks.
   *
   * @param ready as the broker said last, or {@link #UNKNOWN}
   * @param unansweredNanos how long the broker has owed an answer to the last question; 0 if it
   *     owes none
   */
  public record QueueReading(long ready, long unansweredNanos) {
    /** Not asked, or no longer to be asked. */
    public static final long UNKNOWN = -1;

    public static final QueueReading NONE = new QueueReading(UNKNOWN, 0);
  }

  /**
   * @param waiting frames that wait for a thread
   * @param fetchingNanos of {@code busyNanos}, those that went into fetching images
   */
  public record Decode(int threads, int waiting, long busyNanos, long fetchingNanos) {}

  /**
   * @param waiting decoded frames that wait for a lane
   * @param usefulBatch images in one run from which on more do not pay
   * @param busyNanos from taking a batch to having handed over its results
   * @param framesPerSecond what it was measured to do with all lanes busy
   */
  public record Engine(
      int lanes, int waiting, int usefulBatch, long busyNanos, double framesPerSecond) {}

  /**
   * @param unconfirmed replies that the broker owes an answer to
   * @param sendingNanos of threads that were writing replies, or waiting to
   * @param isBlocked whether the broker's alarm keeps replies out
   */
  public record Publish(int unconfirmed, long sendingNanos, boolean isBlocked) {}
}
