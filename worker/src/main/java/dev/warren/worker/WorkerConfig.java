package dev.warren.worker;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.Topology;
import dev.warren.worker.batch.GuardConfig;
import dev.warren.worker.broker.SessionConfig;
import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.intake.PublisherRights;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.publish.GivenUp;
import dev.warren.worker.publish.PublishConfig;
import dev.warren.worker.schedule.Discipline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

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
 * @param decodeThreads decoding threads; 0 for what suits cores and engine
 * @param postprocess what counts as a detection
 * @param prefetch frames held unanswered at most; 0 for what keeps the lanes busy
 * @param inFlightBytes bound on the prefetch: encoded frames of the largest size that are held
 * @param discipline in which order waiting frames are served
 * @param publish how replies are confirmed
 * @param drainTimeout how long a stop may take to finish the frames at hand
 * @param guard when the engine counts as broken
 * @param publishers what whoever publishes frames may ask for
 * @param session how a lost connection to the broker comes back
 * @param givenUp what becomes of frames that failed
 * @param role which frames are taken; in quarantine one at a time, on one lane, whatever {@code
 *     prefetch} and {@code lanes} say
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
    long inFlightBytes,
    Discipline discipline,
    PublishConfig publish,
    Duration drainTimeout,
    GuardConfig guard,
    PublisherRights publishers,
    SessionConfig session,
    GivenUp.Config givenUp,
    Role role) {
  /** More lanes or decoding threads than any machine has use for. */
  private static final int MAX_THREADS = 1024;

  /** Default of {@code inFlightBytes}. */
  public static final long IN_FLIGHT_BYTES = 256L << 20;

  public WorkerConfig {
    requireNonNull(name, "name");
    requireNonNull(amqp, "amqp");
    requireNonNull(topology, "topology");
    requireNonNull(engine, "engine");
    requireNonNull(decode, "decode");
    requireNonNull(postprocess, "postprocess");
    requireNonNull(discipline, "discipline");
    requireNonNull(publish, "publish");
    requireNonNull(drainTimeout, "drainTimeout");
    requireNonNull(guard, "guard");
    requireNonNull(publishers, "publishers");
    requireNonNull(session, "session");
    requireNonNull(givenUp, "givenUp");
    requireNonNull(role, "role");
    requireServable(engine.name());
    if (lanes < 0 || lanes > MAX_THREADS) {
      throw new IllegalArgumentException("lanes not in 0.." + MAX_THREADS + ": " + lanes);
    }
    if (decodeThreads < 0 || decodeThreads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "decodeThreads not in 0.." + MAX_THREADS + ": " + decodeThreads);
    }
    if (prefetch < 0 || prefetch > Sizing.MAX_PREFETCH) {
      throw new IllegalArgumentException("prefetch not in 0..2000: " + prefetch);
    }
    if (inFlightBytes < decode.maxBytes()) {
      throw new IllegalArgumentException(
          "inFlightBytes is less than one frame of %d bytes: %d"
              .formatted(decode.maxBytes(), inFlightBytes));
    }
    // A fetched image counts as the frame that it stands for.
    publishers = publishers.withMaxBytes(decode.maxBytes());
  }

  /**
   * Says what to do about a model name that no queue can carry.
   *
   * @throws IllegalArgumentException when the name is not one word of a routing key
   */
  public static void requireServable(String modelName) {
    try {
      Topology.DEFAULT.framesQueue(modelName);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the model's name '"
              + modelName
              + "' is not one word of letters, digits, _ and -: give --model-name, or rename the file",
          e);
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
        IN_FLIGHT_BYTES,
        Discipline.FAIR,
        PublishConfig.DEFAULT,
        Duration.ofSeconds(20),
        GuardConfig.DEFAULT,
        PublisherRights.of(topology),
        SessionConfig.DEFAULT,
        GivenUp.Config.DEFAULT,
        Role.FRAMES);
  }

  /** The same with some settings changed: {@code config.with(c -> c.prefetch = 8)}. */
  public WorkerConfig with(Consumer<Changes> change) {
    Changes changes = new Changes();
    change.accept(changes);
    return changes.config();
  }

  /** The settings that {@link #with} can change, as they are until it does. */
  public final class Changes {
    public String name = WorkerConfig.this.name;
    public AmqpConfig amqp = WorkerConfig.this.amqp;
    public boolean declare = WorkerConfig.this.declare;
    public int lanes = WorkerConfig.this.lanes;
    public DecodeConfig decode = WorkerConfig.this.decode;
    public int decodeThreads = WorkerConfig.this.decodeThreads;
    public int prefetch = WorkerConfig.this.prefetch;
    public Discipline discipline = WorkerConfig.this.discipline;
    public PublishConfig publish = WorkerConfig.this.publish;
    public Duration drainTimeout = WorkerConfig.this.drainTimeout;
    public GuardConfig guard = WorkerConfig.this.guard;
    public PublisherRights publishers = WorkerConfig.this.publishers;
    public SessionConfig session = WorkerConfig.this.session;
    public GivenUp.Config givenUp = WorkerConfig.this.givenUp;
    public Role role = WorkerConfig.this.role;

    private Changes() {}

    private WorkerConfig config() {
      return new WorkerConfig(
          name,
          amqp,
          topology,
          declare,
          engine,
          lanes,
          decode,
          decodeThreads,
          postprocess,
          prefetch,
          inFlightBytes,
          discipline,
          publish,
          drainTimeout,
          guard,
          publishers,
          session,
          givenUp,
          role);
    }
  }

  /**
   * For an engine that stands in for the configured one: as many lanes as suit it, since those that
   * are configured are meant for the other.
   */
  public WorkerConfig forStandIn() {
    return with(c -> c.lanes = 0);
  }
}
