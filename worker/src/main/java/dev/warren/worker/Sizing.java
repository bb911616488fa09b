package dev.warren.worker;

import dev.warren.worker.schedule.LatencyCurve;
import java.time.Duration;

/**
 * How many of everything, from what the engine was measured to do.
 *
 * @param decoders decoding threads
 * @param prefetch frames held unanswered: what keeps every part of the worker busy, and no more, so
 *     that another worker can take what this one does not get to
 * @param choice frames held at most while they are of a kind that may be skipped: among more frames
 *     there is more to choose from, and what is skipped keeps no other worker from anything
 * @param buffers decoded images that may exist at one time
 */
record Sizing(int decoders, int prefetch, int choice, int buffers) {
  /** Above this a quorum queue refuses (https://www.rabbitmq.com/docs/quorum-queues). */
  static final int MAX_PREFETCH = 2_000;

  /** More than the cameras of one worker. */
  private static final int MAX_CHOICE = 512;

  /** From a result on its way to the broker until the next frame is here in its place. */
  private static final Duration ROUND_TRIP = Duration.ofMillis(50);

  /**
   * The prefetch is Little's law: every lane runs a batch and has the next one ready, every decoder
   * is at work on a frame, and during the round trip from a result to the next frame as many others
   * are under way as the engine gets through in that time. Bounded by the bytes in flight, since a
   * frame may be as large as allowed.
   *
   * @param decoders decoding threads, see {@link #decoders}
   */
  static Sizing of(
      WorkerConfig config, int lanes, int decoders, LatencyCurve curve, long nowNanos) {
    int batch = curve.efficientSize(curve.maxBatch(), nowNanos);
    int most =
        (int)
            Math.max(
                1, Math.min(MAX_PREFETCH, config.inFlightBytes() / config.decode().maxBytes()));
    int ready = 2 * lanes * batch + decoders;
    double underWay = curve.imagesPerSecond(lanes, nowNanos) * ROUND_TRIP.toMillis() / 1e3;
    int prefetch = (int) Math.min(most, ready + Math.min(MAX_PREFETCH, Math.ceil(underWay)));
    int choice = Math.max(prefetch, Math.min(most, MAX_CHOICE));
    if (config.prefetch() > 0) {
      prefetch = config.prefetch();
      choice = prefetch;
    }
    // No lane is ever kept from its largest batch, should that pay later.
    int buffers = Math.max(2 * lanes * batch, lanes * curve.maxBatch()) + decoders;
    return new Sizing(decoders, prefetch, choice, Math.min(buffers, choice + decoders));
  }

  /** Of a worker that holds one frame at a time. */
  Sizing oneFrame() {
    return new Sizing(decoders, 1, 1, buffers);
  }

  /**
   * One per core where the engine has a device of its own; else one per two cores, since the
   * engine's lanes take as many as there are and decoding is a fraction of their work.
   */
  static int decoders(WorkerConfig config, boolean engineNeedsCores, int cores) {
    if (config.decodeThreads() > 0) return config.decodeThreads();
    return engineNeedsCores ? Math.max(1, cores / 2) : cores;
  }
}
