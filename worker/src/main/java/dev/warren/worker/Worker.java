package dev.warren.worker;

import dev.warren.common.Counted;
import dev.warren.protocol.BrokerException;
import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.worker.batch.BatchRunner;
import dev.warren.worker.batch.EngineGuard;
import dev.warren.worker.broker.Supervision;
import dev.warren.worker.decode.DecodePool;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.flow.Ticket;
import dev.warren.worker.intake.Copies;
import dev.warren.worker.intake.FrameIntake;
import dev.warren.worker.intake.IntakeConfig;
import dev.warren.worker.intake.Moves;
import dev.warren.worker.intake.Suspects;
import dev.warren.worker.intake.TicketReader;
import dev.warren.worker.lifecycle.Closer;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.EngineInfo;
import dev.warren.worker.metrics.WorkerGauges;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.postprocess.Postprocessor;
import dev.warren.worker.publish.GivenUp;
import dev.warren.worker.publish.ResultPublisher;
import dev.warren.worker.reference.ReferenceFetcher;
import dev.warren.worker.schedule.CameraCapacity;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.schedule.Scheduling;
import dev.warren.worker.schedule.StageTimes;
import dev.warren.worker.tracing.Tracing;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where the stages meet: frames from the model's queue, through decode, batch and
 * postprocess, to the reply exchange; a frame is acked once its reply is confirmed.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** Until replies have been measured: the broker's confirm, within one data centre. */
  private static final Duration REPLY_TIME = Duration.ofMillis(10);

  /** Beyond the drain: its last acks, and the replies that the broker is about to confirm. */
  private static final Duration HARD_STOP = Duration.ofSeconds(1);

  private static final String QUIET = "quiet";

  private final Closer closer;
  private final FrameIntake intake;
  private final Supervision broker;
  private final Duration drainTimeout;
  private final ModelSpec model;
  private final String engine;
  private final Readiness readiness;
  private final Runnable ended;
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private boolean closed;

  private Worker(
      Closer closer,
      Supervision broker,
      FrameIntake intake,
      WorkerConfig config,
      ModelSpec model,
      String engine,
      Readiness readiness,
      Runnable ended) {
    this.closer = closer;
    this.broker = broker;
    this.intake = intake;
    this.drainTimeout = config.drainTimeout();
    this.model = model;
    this.engine = engine;
    this.readiness = readiness;
    this.ended = ended;
  }

  /**
   * Loads the model, connects and starts to consume, sinks first.
   *
   * @throws ModelException when the model cannot be used
   * @throws DeviceException when the engine's device is lost meanwhile
   * @throws BrokerException when the broker is away or refuses us
   * @throws MissingTopologyException when the broker lacks a queue or an exchange
   */
  public static Worker start(WorkerConfig config, WorkerMetrics metrics) {
    return start(config, Engines::load, metrics);
  }

  /** With an engine of the caller's making, which the worker then owns. */
  static Worker start(
      WorkerConfig config, Function<EngineConfig, Engine> engines, WorkerMetrics metrics) {
    return start(config, engines, metrics, new Readiness(), CircuitBreakerRegistry.ofDefaults());
  }

  /** As below, for somebody who waits for the broker as long as it takes. */
  public static Worker start(
      WorkerConfig config,
      Function<EngineConfig, Engine> engines,
      WorkerMetrics metrics,
      Readiness readiness,
      CircuitBreakerRegistry breakers) {
    return start(config, engines, metrics, readiness, breakers, new CompletableFuture<>());
  }

  /**
   * With an engine of the caller's making, which the worker then owns. Several workers of one
   * process may share metrics and breakers.
   *
   * @param readiness this worker's own: obstructed until it consumes, while its engine is broken,
   *     and once it stops
   * @param breakers has this engine's circuit breaker until the worker is closed
   * @param stop ends the wait for a broker that is away
   * @throws CancellationException when it was ended so
   */
  public static Worker start(
      WorkerConfig config,
      Function<EngineConfig, Engine> engines,
      WorkerMetrics metrics,
      Readiness readiness,
      CircuitBreakerRegistry breakers,
      CompletableFuture<Void> stop) {
    Closer closer = new Closer();
    try {
      readiness.obstruct(Readiness.START, "connecting to the broker");
      // The broker first: an address that is wrong shows at once, a model takes seconds to load.
      Supervision broker =
          closer.add(
              Supervision.start(
                  config.amqp(), config.name(), config.session(), readiness, metrics, stop));
      readiness.obstruct(Readiness.START, "loading the model");
      Engine engine = closer.add(engines.apply(config.engine()));
      EngineGuard guard = closer.add(EngineGuard.of(engine.name(), config.guard(), breakers));
      ModelSpec model = engine.spec();
      broker.add(new SessionTopology(config.topology(), model.name(), config.declare()), stop);
      LatencyCurve curve = new LatencyCurve(model.maxBatch());
      StageTimes replyTimes = new StageTimes(REPLY_TIME);
      Scheduling scheduling = new Scheduling(config.discipline(), curve, replyTimes);
      boolean alone = config.role() == Role.QUARANTINE;
      int lanes = alone ? 1 : config.lanes() > 0 ? config.lanes() : engine.suggestedLanes();
      String queue = config.role().queue(config.topology(), model.name());

      ResultPublisher publisher =
          closer.add(
              ResultPublisher.start(
                  config.publish(),
                  new ResultPublisher.Identity(config.topology(), config.name(), engine.name()),
                  replyTimes::took,
                  metrics));
      broker.add(publisher, stop);
      GivenUp ends = new GivenUp(config.givenUp(), publisher::publish, metrics);
      Moves moves = closer.add(new Moves(config.topology(), model.name(), queue, metrics));
      broker.add(moves, stop);
      readiness.obstruct(Readiness.START, "warming up the engine");
      Postprocessor post = new Postprocessor(model, config.postprocess());
      BatchRunner batches =
          closer.add(
              BatchRunner.start(
                  engine, lanes, scheduling, post::detections, guard, ends::accept, metrics));
      log.info("{} by batch size, all lanes busy: {}", engine.name(), curve);
      int cores = Runtime.getRuntime().availableProcessors();
      int decoders = Sizing.decoders(config, engine.needsCores(), cores);
      Sizing sizing = Sizing.of(config, lanes, decoders, curve, System.nanoTime());
      DecodePool.Config decodeConfig =
          new DecodePool.Config(
              config.decode(),
              model.inputWidth(),
              model.inputHeight(),
              sizing.decoders(),
              sizing.buffers());
      ReferenceFetcher references =
          closer.add(ReferenceFetcher.open(config.publishers().references(), breakers));
      DecodePool decode =
          closer.add(
              DecodePool.start(
                  decodeConfig,
                  scheduling,
                  batches::backlogNanos,
                  references,
                  batches::offer,
                  ends::accept,
                  metrics));
      broker.add(new WaitingFrames(decode, batches), stop);
      IntakeConfig intakeConfig =
          new IntakeConfig(
              queue,
              alone ? 1 : sizing.prefetch(),
              alone ? 1 : sizing.choice(),
              config.drainTimeout(),
              config.session().stallAfter());
      Suspects suspects = new Suspects(decode::submit);
      Consumer<Ticket> next = alone ? decode::submit : suspects::accept;
      Copies copies = closer.add(new Copies(publisher::answerAgain, publisher::idReused, next));
      broker.add(copies, stop);
      FrameIntake intake =
          closer.add(
              new FrameIntake(
                  intakeConfig,
                  new TicketReader(
                      model.version(),
                      new FrameLimits(config.decode().maxBytes()),
                      config.publishers(),
                      metrics,
                      Tracing.global()),
                  moves,
                  copies::accept,
                  ends::accept,
                  metrics));
      batches.tell(new Standstill(readiness, intake, decode));
      broker.add(intake, stop);

      String settings =
          "engine %s, %s, batch <= %d, %s, prefetch %d; about %.0f images/s"
              .formatted(
                  engine.name(),
                  Counted.of(lanes, "lane"),
                  model.maxBatch(),
                  Counted.of(sizing.decoders(), "decode thread"),
                  intakeConfig.prefetch(),
                  curve.imagesPerSecond(lanes, System.nanoTime()));
      CameraCapacity capacity =
          new CameraCapacity(curve, lanes, decode.times(), sizing.decoders(), replyTimes);
      WorkerGauges gauges = new ServingGauges(intake, decode, batches, publisher, capacity);
      metrics.engineServes(
          new EngineInfo(
              engine.name(),
              model.name(),
              model.version(),
              engine.precision(),
              config.role().label(),
              model.maxBatch()));
      metrics.workerServes(gauges);
      readiness.clear(Readiness.START);
      Runnable ended = () -> metrics.workerEnds(gauges);
      Worker worker =
          new Worker(closer, broker, intake, config, model, engine.name(), readiness, ended);
      broker.failure().thenAccept(worker.failure::complete);
      decode.failure().thenAccept(worker.failure::complete);
      batches.failure().thenAccept(worker.failure::complete);
      log.info(
          "worker {} serves {}{} {}: {}",
          config.name(),
          alone ? "the quarantine of " : "",
          model.name(),
          model.version(),
          settings);
      return worker;
    } catch (Throwable t) {
      closer.closeAfter(t);
      throw t;
    }
  }

  public ModelSpec model() {
    return model;
  }

  /** The engine's name. */
  public String engine() {
    return engine;
  }

  /** Whether this worker takes frames. */
  public Readiness readiness() {
    return readiness;
  }

  /**
   * Completes with the reason when the worker cannot go on; what it holds is still to be closed.
   */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  /**
   * Takes no more frames and is not ready any more, but lives on and finishes those at hand: before
   * its machine is emptied, so that nothing is left to do at the stop. For good.
   */
  public void quiet() {
    readiness.obstruct(QUIET, "asked to take no more frames");
    intake.quiet();
    log.info("takes no more frames: asked to be quiet; {} at hand", intake.inFlight());
  }

  /**
   * Takes no more frames, finishes, confirms and acks those at hand, and frees everything. Whoever
   * comes second waits for the end.
   */
  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    readiness.obstruct(Readiness.DRAIN, "stopping, and finishing the frames at hand");
    broker.drain(drainTimeout.plus(HARD_STOP));
    try {
      free();
    } finally {
      ended.run();
    }
    log.info("worker stopped");
  }

  private void free() {
    // What has failed is known then; that a lost device frees nothing in order is no news.
    if (failure.isDone()) closer.closeAfter(failure.join());
    else closer.close();
  }
}
