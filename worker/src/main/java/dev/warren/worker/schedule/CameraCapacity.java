package dev.warren.worker.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How many cameras a worker can serve within a latency, by what is measured of it. For a batch size
 * {@code b} the engine does {@code lanes * b / typical(b)} frames per second, and {@code n} cameras
 * are served if
 *
 * <ul>
 *   <li>they send no more than 80 % of that, nor of what the decoders do, and
 *   <li>{@code decoding + engine + reply <= latency} for a frame that finds as many others before
 *       it as 99 in 100 do not exceed.
 * </ul>
 *
 * The answer is the largest such {@code n} over all batch sizes.
 *
 * <p>A frame finds no more than {@code n - 1} others before it, one of each camera; and no more
 * than 11: at a load of 80 % a queue with Poisson arrivals and constant service times is longer for
 * fewer than 1 in 100 (the decay {@code x} of its tail solves {@code 0.8 (e^x - 1) = x}, so {@code
 * x = 0.43}, and {@code ln 100 / 0.43 = 10.7}), and cameras that send at a steady pace are no
 * burstier than that. With fewer others than lanes it runs at once and takes {@code slow(b)}; else
 * it also waits for a run that has begun, and for the full batches before it, at {@code typical(b)}
 * each. Decoding counts in the same way, one frame at a time.
 *
 * <p>That holds where cameras do not send in step with each other, frames do not wait in the
 * broker, the prefetch is not made smaller than what the worker takes for itself, pictures are like
 * those of late, and replies are confirmed as they were of late. Before the first frames, decoding
 * and replies are assumed to take what the scheduler assumes. Of times under load: what waits for
 * other processes of the machine is in the measured ones. Thread-safe.
 */
public final class CameraCapacity {
  /** Beyond it waiting grows out of bounds; also that of the rule of desired workers. */
  private static final double LOAD = 0.8;

  /** Others before a frame that 99 in 100 do not exceed at that load. */
  private static final int MOST_BEFORE = 11;

  private static final double NANOS_PER_SECOND = 1e9;

  private final LatencyCurve curve;
  private final int lanes;
  private final Margin decoding;
  private final int decoders;
  private final Margin reply;

  /**
   * @param curve of the engine, with all lanes busy
   * @param decoding one frame, on one of the decoders
   * @param reply from the run to the broker's confirm
   */
  public CameraCapacity(
      LatencyCurve curve, int lanes, Margin decoding, int decoders, Margin reply) {
    this.curve = requireNonNull(curve, "curve");
    this.lanes = lanes;
    this.decoding = requireNonNull(decoding, "decoding");
    this.decoders = decoders;
    this.reply = requireNonNull(reply, "reply");
  }

  /**
   * @param fps frames per second of each camera
   * @param latency from arrival to the confirmed reply, for 99 in 100 frames
   * @return a whole number, 0 where not even one frame is answered in time; NaN while the engine is
   *     not measured
   */
  public double cameras(int fps, Duration latency) {
    if (curve.knownTypicalNanos(1) == 0) return Double.NaN;
    int most = 0;
    for (int batch = 1; batch <= curve.maxBatch(); batch++) {
      most = Math.max(most, cameras(fps, latency.toNanos(), batch));
    }
    return most;
  }

  private int cameras(int fps, long latencyNanos, int batch) {
    double engineRate = lanes * batch * NANOS_PER_SECOND / curve.knownTypicalNanos(batch);
    double decodeRate = decoders * NANOS_PER_SECOND / decoding.typicalNanos();
    int cameras = (int) (LOAD * Math.min(engineRate, decodeRate) / fps);
    while (cameras > 0 && nanos(cameras, batch) > latencyNanos) {
      // Above it all numbers of cameras take the same.
      cameras = Math.min(cameras - 1, MOST_BEFORE);
    }
    return cameras;
  }

  private long nanos(int cameras, int batch) {
    int before = Math.min(cameras - 1, MOST_BEFORE);
    return stage(before, decoders, 1, decoding.typicalNanos(), decoding.slowNanos())
        + stage(before, lanes, batch, curve.knownTypicalNanos(batch), curve.knownSlowNanos(batch))
        + reply.slowNanos();
  }

  private static long stage(int before, int threads, int batch, long typical, long slow) {
    if (before < threads) return slow;
    return slow + typical * (1 + (before - threads) / (threads * batch));
  }
}
