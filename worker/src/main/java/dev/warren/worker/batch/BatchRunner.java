package dev.warren.worker.batch;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.lifecycle.Workers;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.schedule.Scheduling;
import dev.warren.worker.schedule.Skipped;
import dev.warren.worker.schedule.WaitingRoom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One thread per engine lane: takes a batch of the frames that wait, runs it, passes it on. */
public final class BatchRunner implements AutoCloseable {
  private final Engine engine;
  private final DetectionReader reader;
  private final LatencyCurve curve;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final Workers threads;
  private final WaitingRoom<Decoded> waiting;
  private final WarmUp warmUp;
  private final int lanes;

  private BatchRunner(
      Engine engine,
      int lanes,
      Scheduling scheduling,
      DetectionReader reader,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.engine = engine;
    this.reader = reader;
    this.curve = scheduling.curve();
    this.ended = ended;
    this.metrics = metrics;
    this.lanes = lanes;
    this.threads = new Workers("engine", lanes);
    this.warmUp = new WarmUp(lanes, engine.spec(), curve, System::nanoTime);
    this.waiting =
        scheduling.openRoom("batch", engine.spec().maxBatch(), Decoded::ticket, this::skip);
  }

  /**
   * Returns when all lanes are warm and the curve is measured.
   *
   * @param lanes threads, each with its own buffers in the engine
   * @param scheduling who goes first; its curve learns from every batch
   * @param reader reads the engine's raw output
   * @param ended takes every frame's outcome
   * @throws ModelException when the engine fails without a frame
   */
  public static BatchRunner start(
      Engine engine,
      int lanes,
      Scheduling scheduling,
      DetectionReader reader,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    BatchRunner runner = new BatchRunner(engine, lanes, scheduling, reader, ended, metrics);
    runner.waiting.failure().thenAccept(runner.threads.failure()::complete);
    runner.threads.start(runner::runLane);
    try {
      runner.awaitWarm();
    } catch (RuntimeException e) {
      runner.close();
      throw e;
    }
    return runner;
  }

  /**
   * The frames that wait for a lane, in nanoseconds of work for all lanes: how long another one
   * would wait.
   */
  public long backlogNanos() {
    double perSecond = curve.imagesPerSecond(lanes, System.nanoTime());
    return (long) (waiting.size() / perSecond * 1e9);
  }

  /** Never waits for the engine: the decoded images are bounded by their buffers. */
  public void offer(Decoded frame) {
    waiting.offer(frame);
  }

  /** Completes when a thread has ended by itself, which ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return threads.failure();
  }

  private void runLane() throws InterruptedException {
    try (Lane lane = engine.openLane()) {
      BatchExecution execution =
          new BatchExecution(lane, engine.spec().imageBytes(), reader, curve, ended, metrics);
      warmUp.run(lane);
      while (true) {
        execution.run(waiting.take());
      }
    }
  }

  private void awaitWarm() {
    Object ended = CompletableFuture.anyOf(warmUp.done(), threads.failure()).join();
    if (ended instanceof ModelException e) throw e;
    if (ended instanceof Throwable t) throw new IllegalStateException("a lane did not start", t);
  }

  private void skip(Skipped<Decoded> skipped) {
    Decoded frame = skipped.frame();
    frame.pixels().release();
    ended.accept(Outcome.skipped(frame.ticket(), skipped.reason()));
  }

  /** Ends the lanes after the batch at hand. Frames that still wait stay with the broker. */
  @Override
  public void close() {
    threads.close();
    waiting.close();
    waiting.drain().forEach(frame -> frame.pixels().release());
  }
}
