package dev.warren.worker.batch;

import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.schedule.LatencyCurve;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Measures an engine before the first frame comes, with one lane and nothing else to do; how it
 * fares with all lanes busy shows in live batches.
 */
public final class WarmUp {
  private static final int MIN_RUNS = 3;
  private static final int MAX_RUNS = 10;

  /** Beyond the least number of runs, one size takes no longer than this. */
  private static final long SIZE_NANOS = 500_000_000;

  /** Beyond sizes one and largest, the start waits no longer than this. */
  private static final long ALL_NANOS = 5_000_000_000L;

  private WarmUp() {}

  /**
   * Runs batches of blank images on a lane of its own, on the calling thread.
   *
   * @throws ModelException when the engine fails on a batch
   */
  public static LatencyCurve measure(Engine engine) {
    return measure(engine, System::nanoTime);
  }

  static LatencyCurve measure(Engine engine, LongSupplier nanoClock) {
    int maxBatch = engine.spec().maxBatch();
    LatencyCurve curve = new LatencyCurve(maxBatch);
    long start = nanoClock.getAsLong();
    try (Lane lane = engine.openLane()) {
      for (int size : sizes(maxBatch)) {
        boolean needed = size == 1 || size == maxBatch;
        if (!needed && nanoClock.getAsLong() - start >= ALL_NANOS) break;
        curve.measured(size, times(lane, size, nanoClock));
      }
    } catch (EngineException e) {
      throw new ModelException(
          "%s: fails on blank images: %s".formatted(engine.spec().name(), e.getMessage()), e);
    }
    return curve;
  }

  private static long[] times(Lane lane, int size, LongSupplier nanoClock) throws EngineException {
    lane.run(size); // the first one of its size sets up buffers
    long[] nanos = new long[MAX_RUNS];
    int runs = 0;
    long start = nanoClock.getAsLong();
    long last = start;
    while (runs < MIN_RUNS || runs < MAX_RUNS && last - start < SIZE_NANOS) {
      lane.run(size);
      long now = nanoClock.getAsLong();
      nanos[runs++] = Math.max(1, now - last);
      last = now;
    }
    return Arrays.copyOf(nanos, runs);
  }

  /** One and the largest, then the middle of each gap, so that a short warm-up sees all regions. */
  static Set<Integer> sizes(int maxBatch) {
    Set<Integer> sizes = new LinkedHashSet<>();
    sizes.add(1);
    sizes.add(maxBatch);
    Deque<int[]> gaps = new ArrayDeque<>();
    gaps.add(new int[] {1, maxBatch});
    while (!gaps.isEmpty()) {
      int[] gap = gaps.removeFirst();
      int middle = (gap[0] + gap[1]) / 2;
      if (middle == gap[0]) continue;
      sizes.add(middle);
      gaps.add(new int[] {gap[0], middle});
      gaps.add(new int[] {middle, gap[1]});
    }
    return sizes;
  }
}
