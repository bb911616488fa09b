package dev.warren.worker;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.Topology;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.publish.PublishConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * All of a worker's settings.
 *
 * @param name shown in results, logs and the broker's list of connections
 * @param amqp where the broker is
 * @param topology names on the broker
 * @param declare create what is missing on the broker instead of only checking
 * @param engine the model and how it is run
 * @param lanes engine lanes; 0 for as many as suit the engine
 * @param decode bounds on images
 * @param decodeThreads decoding threads; 0 for one per two cores
 * @param postprocess what counts as a detection
 * @param prefetch frames held unanswered at most; 0 for what keeps the lanes busy
 * @param publish how replies are confirmed
 * @param drainTimeout how long a stop may take to finish the frames at hand
 */
public record WorkerConfig(
    String name,
    AmqpConfig amqp,
    Topology topology,
    boolean declare,
    EngineConfig engine,
    int lanes,
    DecodeConfig decode,
    int decodeThreads,
    PostprocessConfig postprocess,
    int prefetch,
    PublishConfig publish,
    Duration drainTimeout) {
  /** Bytes of encoded frames that a worker may hold: the other bound of the prefetch. */
  private static final long IN_FLIGHT_BYTES = 256L << 20;

  public WorkerConfig {
    requireNonNull(name, "name");
    requireNonNull(amqp, "amqp");
    requireNonNull(topology, "topology");
    requireNonNull(engine, "engine");
    requireNonNull(decode, "decode");
    requireNonNull(postprocess, "postprocess");
    requireNonNull(publish, "publish");
    requireNonNull(drainTimeout, "drainTimeout");
    if (lanes < 0) throw new IllegalArgumentException("lanes < 0: " + lanes);
    if (decodeThreads < 0) {
      throw new IllegalArgumentException("decodeThreads < 0: " + decodeThreads);
    }
    if (prefetch < 0 || prefetch > 2_000) {
      throw new IllegalArgumentException("prefetch not in 0..2000: " + prefetch);
    }
  }

  /** A worker with every default. */
  public static WorkerConfig of(String name, AmqpConfig amqp, Topology topology, Path model) {
    return new WorkerConfig(
        name,
        amqp,
        topology,
        false,
        EngineConfig.of(model, 0),
        0,
        DecodeConfig.DEFAULT,
        0,
        PostprocessConfig.DEFAULT,
        0,
        PublishConfig.DEFAULT,
        Duration.ofSeconds(20));
  }

  int decodeThreadsOr(int cores) {
    return decodeThreads > 0 ? decodeThreads : Math.max(1, cores / 2);
  }

  /**
   * Every lane runs a batch, has the next one ready and a third on its way, and every decoder has a
   * frame at hand; within the byte budget, since a frame may be as large as allowed.
   */
  int prefetchFor(int lanes, int maxBatch, int threads) {
    if (prefetch > 0) return prefetch;
    long wanted = 3L * lanes * maxBatch + threads;
    return (int) Math.max(1, Math.min(wanted, IN_FLIGHT_BYTES / decode.maxBytes()));
  }

  FrameLimits limits() {
    return new FrameLimits(decode.maxBytes());
  }
}
