package dev.warren.worker.batch;

import dev.warren.protocol.SkipReason;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.lifecycle.Workers;
import dev.warren.worker.metrics.WorkerMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One thread per engine lane around the {@link Scheduler}: takes a batch, runs it, passes it on.
 */
public final class BatchRunner implements AutoCloseable {
  private final Engine engine;
  private final Scheduler scheduler;
  private final DetectionReader reader;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final Workers threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition offered = lock.newCondition();

  private BatchRunner(
      Engine engine,
      int lanes,
      DetectionReader reader,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.engine = engine;
    this.scheduler = new Scheduler(engine.spec().maxBatch());
    this.reader = reader;
    this.ended = ended;
    this.metrics = metrics;
    this.threads = new Workers("engine", lanes);
  }

  /**
   * @param lanes threads, each with its own buffers in the engine
   * @param reader reads the engine's raw output
   * @param ended takes every frame's outcome
   */
  public static BatchRunner start(
      Engine engine,
      int lanes,
      DetectionReader reader,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    BatchRunner runner = new BatchRunner(engine, lanes, reader, ended, metrics);
    runner.threads.start(runner::runLane);
    return runner;
  }

  /** Never blocks: the decoded images are bounded by their buffers. */
  public void offer(Decoded frame) {
    lock.lock();
    try {
      scheduler.offer(frame);
      offered.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Completes when a lane has ended by itself, which ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return threads.failure();
  }

  private void runLane() throws InterruptedException {
    try (Lane lane = engine.openLane()) {
      BatchExecution execution =
          new BatchExecution(lane, engine.spec().imageBytes(), reader, ended, metrics);
      while (true) {
        Scheduler.Batch batch = take();
        for (Decoded frame : batch.late()) {
          frame.pixels().release();
          ended.accept(Outcome.skipped(frame.ticket(), SkipReason.DEADLINE));
        }
        if (!batch.run().isEmpty()) {
          execution.run(batch.run());
        }
      }
    }
  }

  private Scheduler.Batch take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        Scheduler.Batch batch = scheduler.next(System.nanoTime());
        if (!batch.isEmpty()) return batch;
        offered.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the lanes after the batch at hand. Frames that still wait stay with the broker. */
  @Override
  public void close() {
    threads.close();
    lock.lock();
    try {
      Scheduler.Batch left;
      while (!(left = scheduler.next(System.nanoTime())).isEmpty()) {
        left.run().forEach(frame -> frame.pixels().release());
        left.late().forEach(frame -> frame.pixels().release());
      }
    } finally {
      lock.unlock();
    }
  }
}
