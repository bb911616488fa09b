package dev.warren.worker.batch;

import dev.warren.worker.engine.DeviceException;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.flow.Decoded;
import dev.warren.worker.flow.Outcome;
import dev.warren.worker.lifecycle.Workers;
import dev.warren.worker.metrics.BusyTime;
import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.WorkerMetrics;
import dev.warren.worker.schedule.LatencyCurve;
import dev.warren.worker.schedule.Scheduling;
import dev.warren.worker.schedule.Skipped;
import dev.warren.worker.schedule.Taken;
import dev.warren.worker.schedule.WaitingRoom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One thread per engine lane: takes a batch of the frames that wait, runs it, passes it on. */
public final class BatchRunner implements AutoCloseable {
  private final Engine engine;
  private final DetectionReader reader;
  private final LatencyCurve curve;
  private final EngineGuard guard;
  private final Outage outage;
  private final Consumer<Outcome> ended;
  private final WorkerMetrics metrics;
  private final Workers threads;
  private final Crew crew;
  private final WaitingRoom<Decoded> waiting;
  private final WarmUp warmUp;
  private final int lanes;
  private final BusyTime busy = new BusyTime();
  private final List<RunMark> marks;
  private final RunWatch watch;
  private final AtomicReferenceArray<BatchExecution> executions;
  private final AtomicInteger opened = new AtomicInteger();

  private BatchRunner(
      Engine engine,
      int lanes,
      Scheduling scheduling,
      DetectionReader reader,
      EngineGuard guard,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    this.engine = engine;
    this.reader = reader;
    this.curve = scheduling.curve();
    this.guard = guard;
    this.outage = new Outage(guard, this::giveBack);
    this.ended = ended;
    this.metrics = metrics;
    this.lanes = lanes;
    this.threads = new Workers("engine", lanes);
    this.crew = new Crew(helpers(engine));
    this.marks = Stream.generate(RunMark::new).limit(lanes).toList();
    this.watch = new RunWatch(marks, this::hangs);
    this.executions = new AtomicReferenceArray<>(lanes);
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
   * @param guard of this engine; tells when its lanes have to stop
   * @param ended takes every frame's outcome
   * @throws ModelException when the engine fails without a frame
   * @throws DeviceException when its device is lost
   */
  public static BatchRunner start(
      Engine engine,
      int lanes,
      Scheduling scheduling,
      DetectionReader reader,
      EngineGuard guard,
      Consumer<Outcome> ended,
      WorkerMetrics metrics) {
    BatchRunner runner = new BatchRunner(engine, lanes, scheduling, reader, guard, ended, metrics);
    runner.waiting.failure().thenAccept(runner.threads.failure()::complete);
    runner.crew.failure().thenAccept(runner.threads.failure()::complete);
    runner.crew.start();
    runner.threads.start(runner::runLane);
    // From the first run on: a device may hang before the first frame comes.
    runner.watch.start(guard.config().runTimeout());
    try {
      runner.awaitWarm();
    } catch (RuntimeException e) {
      runner.close();
      throw e;
    }
    return runner;
  }

  /** An engine that needs the cores has as many lanes as there are: none would have time. */
  private static int helpers(Engine engine) {
    return engine.needsCores() ? 0 : Runtime.getRuntime().availableProcessors() - 1;
  }

  /**
   * The frames that wait for a lane, in nanoseconds of work for all lanes: how long another one
   * would wait.
   */
  public long backlogNanos() {
    double perSecond = curve.imagesPerSecond(lanes, System.nanoTime());
    return (long) (waiting.size() / perSecond * 1e9);
  }

  /** Frames that wait for a lane, and how busy the lanes were. */
  public PipelineLoad.Engine load() {
    long now = System.nanoTime();
    return new PipelineLoad.Engine(
        lanes,
        waiting.size(),
        curve.efficientSize(curve.maxBatch(), now),
        busy.nanos(),
        curve.imagesPerSecond(lanes, now));
  }

  /** Says who else stops and goes on with the lanes; to be said before the first frame comes. */
  public void tell(LaneListener listener) {
    outage.tell(listener);
  }

  /** Never waits for the engine: the decoded images are bounded by their buffers. */
  public void offer(Decoded frame) {
    if (frame.ticket().receipt().isStale()) {
      frame.pixels().release();
      return;
    }
    waiting.offer(frame);
    // Only then the look: whoever stops the lanes looks at who waits after saying so.
    if (outage.isGivingBack()) giveBack();
  }

  /** No batch begins until {@link #goOn}; those that run end as ever. */
  public void hold() {
    waiting.hold(true);
  }

  /** Batches begin again. */
  public void goOn() {
    waiting.hold(false);
  }

  /** Gives back the frames that wait for a lane. */
  public void giveBack() {
    for (Decoded frame : waiting.drain()) {
      frame.pixels().release();
      frame.ticket().receipt().requeue();
    }
  }

  /** Completes when a thread has ended by itself, which ends the worker. */
  public CompletableFuture<Throwable> failure() {
    return threads.failure();
  }

  private void runLane() throws InterruptedException {
    try (Lane lane = engine.openLane()) {
      int imageBytes = engine.spec().imageBytes();
      int index = opened.getAndIncrement();
      ProbedLane probed = new ProbedLane(lane, imageBytes, guard, marks.get(index));
      BatchExecution execution =
          new BatchExecution(probed, imageBytes, reader, curve, guard, crew, ended, metrics);
      executions.set(index, execution);
      warmUp.run(probed::run);
      serve(probed, execution);
    } catch (DeviceException e) {
      // One line when the worker ends says it all; where we were then says nothing of a device.
      threads.failure().complete(e);
    }
  }

  private void serve(ProbedLane lane, BatchExecution execution) throws InterruptedException {
    try {
      while (true) {
        Taken<Decoded> batch = waiting.take();
        metrics.batchClosed(batch.closing());
        runBusy(execution, batch.frames());
        execution.takeUnrun().forEach(this::offer);
        if (guard.isBroken()) outage.sitOut(lane);
      }
    } catch (RuntimeException | Error e) {
      // What this lane holds, what waits and what comes goes back at once: none of it will be run.
      threads.failure().complete(e);
      execution.takeUnrun().forEach(waiting::offer);
      outage.beginForGood("a lane of " + guard.name() + " has ended: " + e.getMessage());
      execution.unread().forEach(ticket -> ticket.receipt().requeue());
      throw e;
    }
  }

  /** As a lane that has ended, but that its thread can do nothing about it. */
  private void hangs(int lane) {
    String what =
        "%s hangs: a run has not ended within %d s (--run-timeout)"
            .formatted(guard.name(), guard.config().runTimeout().toSeconds());
    threads.failure().complete(new DeviceException(what));
    outage.beginForGood(what);
    executions.get(lane).abandon().forEach(ticket -> ticket.receipt().requeue());
  }

  private void runBusy(BatchExecution execution, List<Decoded> batch) {
    busy.begin();
    try {
      execution.run(batch);
    } finally {
      busy.end();
    }
  }

  private void awaitWarm() {
    Object ended = CompletableFuture.anyOf(warmUp.done(), threads.failure()).join();
    if (ended instanceof ModelException e) throw e;
    if (ended instanceof DeviceException e) throw e;
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
    watch.close();
    threads.close();
    crew.close();
    waiting.close();
    waiting.drain().forEach(frame -> frame.pixels().release());
  }
}
