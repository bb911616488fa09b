package dev.warren.worker;

import dev.warren.protocol.BrokerException;
import dev.warren.protocol.MissingTopologyException;
import dev.warren.worker.broker.Supervision;
import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineConfig;
import dev.warren.worker.engine.Engines;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.intake.FrameIntake;
import dev.warren.worker.lifecycle.Closer;
import dev.warren.worker.lifecycle.Readiness;
import dev.warren.worker.metrics.WorkerMetrics;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes frames from the model's queue, through decode, batch and postprocess, to the reply
 * exchange; a frame is acked once its reply is confirmed. {@link WorkerStart} opens the stages.
 */
public final class Worker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

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

  Worker(
      Closer closer,
      Supervision broker,
      FrameIntake intake,
      Duration drainTimeout,
      ModelSpec model,
      String engine,
      Readiness readiness,
      Runnable ended) {
    this.closer = closer;
    this.broker = broker;
    this.intake = intake;
    this.drainTimeout = drainTimeout;
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
    return new WorkerStart(config, metrics, readiness, breakers, stop).run(engines);
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
