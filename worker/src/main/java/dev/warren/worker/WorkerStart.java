package dev.warren.worker;

import dev.warren.common.Counted;
import dev.warren.protocol.FrameLimits;
import dev.warren.worker.batch.BatchRunner;
import dev.warren.worker.batch.EngineGuard;
import dev.warren.worker.broker.SessionPart;
import dev.warren.worker.broker.Supervision;
import dev.warren.worker.decode.DecodePool;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.flow.Outcome;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where the stages of a worker meet: opens them from the last to the first, so that each
 * has where to put what it gets. Closes what it has opened where one of them does not start.
 */
final class WorkerStart {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** Until replies have been measured: the broker's confirm, within one data centre. */
  private static final Duration REPLY_TIME = Duration.ofMillis(10);

  private final WorkerConfig config;
  private final WorkerMetrics metrics;
  private final Readiness readiness;
  private final CircuitBreakerRegistry breakers;
  private final CompletableFuture<Void> stop;
  private final boolean isQuarantine;
  private final Closer closer = new Closer();
  private final StageTimes replyTimes = new StageTimes(REPLY_TIME);
  private Supervision broker;
  private Engine engine;
  private int lanes;
  private LatencyCurve curve;
  private Scheduling scheduling;

  WorkerStart(
      WorkerConfig config,
      WorkerMetrics metrics,
      Readiness readiness,
      CircuitBreakerRegistry breakers,
      CompletableFuture<Void> stop) {
    this.config = config;
    this.metrics = metrics;
    this.readiness = readiness;
    this.breakers = breakers;
    this.stop = stop;
    this.isQuarantine = config.role() == Role.QUARANTINE;
  }

  /** As {@link Worker#start} says. */
  Worker run(Function<EngineConfig, Engine> engines) {
    try {
      connect();
      load(engines);
      ResultPublisher publisher = openPublish();
      GivenUp ends = new GivenUp(config.givenUp(), publisher::publish, metrics);
      Moves moves = part(new Moves(config.topology(), model().name(), queue(), metrics));
      BatchRunner batches = openBatch(ends::accept);
      Sizing sizing = sizing();
      DecodePool decode = openDecode(sizing, batches, ends::accept);
      FrameIntake intake = openIntake(sizing, firstStage(decode, publisher), moves, ends::accept);
      batches.tell(new Standstill(readiness, intake, decode));
      broker.add(intake, stop);

      CameraCapacity capacity =
          new CameraCapacity(curve, lanes, decode.times(), sizing.decoders(), replyTimes);
      WorkerGauges gauges = new ServingGauges(intake, decode, batches, publisher, capacity);
      Worker worker =
          new Worker(
              closer,
              broker,
              intake,
              config.drainTimeout(),
              model(),
              engine.name(),
              readiness,
              () -> metrics.workerEnds(gauges));
      broker.failure().thenAccept(worker.failure()::complete);
      decode.failure().thenAccept(worker.failure()::complete);
      batches.failure().thenAccept(worker.failure()::complete);
      serves(gauges, sizing);
      return worker;
    } catch (Throwable t) {
      closer.closeAfter(t);
      throw t;
    }
  }

  /** The broker first: an address that is wrong shows at once, a model takes seconds to load. */
  private void connect() {
    readiness.obstruct(Readiness.START, "connecting to the broker");
    broker =
        closer.add(
            Supervision.start(
                config.amqp(), config.name(), config.session(), readiness, metrics, stop));
  }

  private void load(Function<EngineConfig, Engine> engines) {
    readiness.obstruct(Readiness.START, "loading the model");
    engine = closer.add(engines.apply(config.engine()));
    lanes = isQuarantine ? 1 : config.lanes() > 0 ? config.lanes() : engine.suggestedLanes();
    curve = new LatencyCurve(model().maxBatch());
    scheduling = new Scheduling(config.discipline(), curve, replyTimes);
    broker.add(new SessionTopology(config.topology(), model().name(), config.declare()), stop);
  }

  private ModelSpec model() {
    return engine.spec();
  }

  private String queue() {
    return config.role().queue(config.topology(), model().name());
  }

  /** A stage that is closed with the worker and follows the sessions with the broker. */
  @SuppressWarnings("try") // none of them throws InterruptedException
  private <T extends SessionPart & AutoCloseable> T part(T stage) {
    closer.add(stage);
    broker.add(stage, stop);
    return stage;
  }

  private ResultPublisher openPublish() {
    return part(
        ResultPublisher.start(
            config.publish(),
            new ResultPublisher.Identity(config.topology(), config.name(), engine.name()),
            replyTimes::took,
            metrics));
  }

  private BatchRunner openBatch(Consumer<Outcome> ends) {
    EngineGuard guard = closer.add(EngineGuard.of(engine.name(), config.guard(), breakers));
    Postprocessor post = new Postprocessor(model(), config.postprocess());
    readiness.obstruct(Readiness.START, "warming up the engine");
    BatchRunner batches =
        closer.add(
            BatchRunner.start(engine, lanes, scheduling, post::detections, guard, ends, metrics));
    log.info("{} by batch size, all lanes busy: {}", engine.name(), curve);
    return batches;
  }

  private Sizing sizing() {
    int cores = Runtime.getRuntime().availableProcessors();
    int decoders = Sizing.decoders(config, engine.needsCores(), cores);
    Sizing sizing = Sizing.of(config, lanes, decoders, curve, System.nanoTime());
    return isQuarantine ? sizing.oneFrame() : sizing;
  }

  private DecodePool openDecode(Sizing sizing, BatchRunner batches, Consumer<Outcome> ends) {
    DecodePool.Config decodeConfig =
        new DecodePool.Config(
            config.decode(),
            model().inputWidth(),
            model().inputHeight(),
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
                ends,
                metrics));
    broker.add(new WaitingFrames(decode, batches), stop);
    return decode;
  }

  /** What has been answered, or has ended workers, is not decoded. */
  private Consumer<Ticket> firstStage(DecodePool decode, ResultPublisher publisher) {
    Consumer<Ticket> next = isQuarantine ? decode::submit : new Suspects(decode::submit)::accept;
    return part(new Copies(publisher::answerAgain, publisher::idReused, next))::accept;
  }

  private FrameIntake openIntake(
      Sizing sizing, Consumer<Ticket> next, Moves moves, Consumer<Outcome> ends) {
    IntakeConfig intakeConfig =
        new IntakeConfig(
            queue(),
            sizing.prefetch(),
            sizing.choice(),
            config.drainTimeout(),
            config.session().stallAfter());
    TicketReader reader =
        new TicketReader(
            model().version(),
            new FrameLimits(config.decode().maxBytes()),
            config.publishers(),
            metrics,
            Tracing.global());
    return closer.add(new FrameIntake(intakeConfig, reader, moves, next, ends, metrics));
  }

  private void serves(WorkerGauges gauges, Sizing sizing) {
    metrics.engineServes(
        new EngineInfo(
            engine.name(),
            model().name(),
            model().version(),
            engine.precision(),
            config.role().label(),
            model().maxBatch()));
    metrics.workerServes(gauges);
    readiness.clear(Readiness.START);
    log.info(
        "worker {} serves {}{} {}: engine {}, {}, batch <= {}, {}, prefetch {}; about {} images/s",
        config.name(),
        isQuarantine ? "the quarantine of " : "",
        model().name(),
        model().version(),
        engine.name(),
        Counted.of(lanes, "lane"),
        model().maxBatch(),
        Counted.of(sizing.decoders(), "decode thread"),
        sizing.prefetch(),
        Math.round(curve.imagesPerSecond(lanes, System.nanoTime())));
  }
}
