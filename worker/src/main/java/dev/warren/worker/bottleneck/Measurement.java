package dev.warren.worker.bottleneck;

/**
 * A worker over a window of time. Shares are from 0 to 1, counts of frames are means.
 *
 * @param seconds length of the window
 * @param done what was done in it
 */
public record Measurement(
    double seconds, Done done, Intake intake, Decode decode, Engine engine, Publish publish) {
  /**
   * @param held frames taken and not settled
   * @param limit frames that may be
   * @param waitingShare of the looks, those at which frames were ready in the queue; NaN where that
   *     is not known
   * @param ready such frames
   * @param silentSeconds how long the broker now owes an answer about the queue
   */
  public record Intake(
      double held, double limit, double waitingShare, double ready, double silentSeconds) {
    /** Of the places for frames, those that are in use. */
    double heldShare() {
      return limit == 0 ? 0 : held / limit;
    }
  }

  /**
   * @param busy share of the threads' time
   * @param fetching the part of {@code busy} in which they fetched images
   * @param waiting frames that wait for a thread
   */
  public record Decode(int threads, double busy, double fetching, double waiting) {}

  /**
   * @param busy share of the lanes' time in which they ran frames or read what came out
   * @param waiting decoded frames that wait for a lane
   * @param usefulBatch images in one run from which on more do not pay
   * @param framesPerSecond what it was measured to do with all lanes busy
   */
  public record Engine(
      int lanes, double busy, double waiting, int usefulBatch, double framesPerSecond) {}

  /**
   * @param unconfirmed replies under way
   * @param sending of the lanes' time, what went into waiting to write
   * @param blockedShare of the looks, those at which the broker's alarm kept replies out
   */
  public record Publish(double unconfirmed, double sending, double blockedShare) {}

  /** Frames per run of the engine, 0 without a run. */
  public double batch() {
    return done.batches() == 0 ? 0 : (double) done.batched() / done.batches();
  }

  /** Frames taken per second. */
  public double receivedPerSecond() {
    return done.received() / seconds;
  }
}
