package dev.warren.worker.benchmark;

import dev.warren.worker.decode.DecodeConfig;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.postprocess.PostprocessConfig;
import dev.warren.worker.postprocess.Postprocessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * What a machine does without queue and scheduler: lanes that decode, run and postprocess, each on
 * a thread of its own and as fast as they can. The measuring stick for the worker.
 */
public final class BareLoop implements AutoCloseable {
  private final List<LaneThread> lanes = new ArrayList<>();

  private BareLoop() {}

  /**
   * Opens lanes on an engine that stays the caller's.
   *
   * @throws IllegalStateException when a lane cannot be opened
   */
  public static BareLoop open(
      Engine engine,
      int lanes,
      EncodedImages images,
      DecodeConfig limits,
      PostprocessConfig postprocess) {
    Postprocessor postprocessor = new Postprocessor(engine.spec(), postprocess);
    BareLoop loop = new BareLoop();
    try {
      for (int i = 0; i < lanes; i++) {
        int first = i;
        loop.lanes.add(
            new LaneThread(i, () -> new BareLane(engine, images, limits, postprocessor, first)));
      }
      for (LaneThread lane : loop.lanes) lane.awaitOpen();
      return loop;
    } catch (ExecutionException e) {
      loop.close();
      throw new IllegalStateException("a lane cannot be opened: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      loop.close();
      throw interrupted(e);
    }
  }

  /**
   * One lane alone, one image at a time.
   *
   * @throws EngineException when the engine fails
   */
  public SingleFigures single(Duration warmUp, Duration duration) throws EngineException {
    Window window = new Window(1, warmUp, duration);
    LaneTimes times = times(List.of(lanes.get(0).measure(1, window))).get(0);
    return new SingleFigures(Latency.of(times.turns), Latency.of(times.runs));
  }

  /**
   * All lanes, each with batches of this size.
   *
   * @throws EngineException when the engine fails
   */
  public BatchFigures batches(int size, Duration warmUp, Duration duration) throws EngineException {
    Window window = new Window(lanes.size(), warmUp, duration);
    List<Future<LaneTimes>> running = new ArrayList<>();
    for (LaneThread lane : lanes) running.add(lane.measure(size, window));
    try {
      window.awaitStart();
      long start = System.nanoTime();
      long cpuStart = ProcessUsage.cpuNanos();
      window.awaitEveryLane();
      double cpuCores = (double) (ProcessUsage.cpuNanos() - cpuStart) / (System.nanoTime() - start);
      return BatchFigures.of(size, times(running), cpuCores);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public void close() {
    lanes.forEach(LaneThread::close);
  }

  private static List<LaneTimes> times(List<Future<LaneTimes>> running) throws EngineException {
    List<LaneTimes> times = new ArrayList<>();
    try {
      for (Future<LaneTimes> lane : running) times.add(lane.get());
      return times;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EngineException failure) throw failure;
      throw new IllegalStateException("a lane failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
