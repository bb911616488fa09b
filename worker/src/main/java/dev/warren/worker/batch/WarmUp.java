package dev.warren.worker.batch;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import dev.warren.worker.schedule.LatencyCurve;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.function.LongSupplier;

/**
 * Measures an engine before the first frame comes: all lanes run batches of blank images of one
 * size after the other, at the same time, since what counts is how the engine fares when all of it
 * is busy. Each lane has set up its buffers then, too.
 */
final class WarmUp {
  private static final int MIN_RUNS = 3;
  private static final int MAX_RUNS = 10;

  /** Beyond the least number of runs, one size takes no longer than this. */
  private static final long SIZE_NANOS = 500_000_000;

  /** Beyond sizes one and largest, the start waits no longer than this. */
  private static final long ALL_NANOS = 5_000_000_000L;

  private final ModelSpec model;
  private final LatencyCurve curve;
  private final LongSupplier nanoClock;
  private final long start;
  private final Phaser lanes;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final List<Long> times = new ArrayList<>();
  private boolean enough;

  /** Runs so many blank images. */
  @FunctionalInterface
  interface Runs {
    RawOutput run(int count) throws EngineException;
  }

  WarmUp(int lanes, ModelSpec model, LatencyCurve curve, LongSupplier nanoClock) {
    this.lanes = new Phaser(lanes);
    this.model = model;
    this.curve = curve;
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  /**
   * Returns when all lanes are done.
   *
   * @throws ModelException when the engine fails on a batch
   */
  void run(Runs lane) throws InterruptedException {
    try {
      int maxBatch = model.maxBatch();
      for (int size : sizes(maxBatch)) {
        boolean needed = size == 1 || size == maxBatch;
        if (!needed && isEnough()) break;
        lane.run(size); // the first one of its size sets up buffers
        awaitOthers();
        add(times(lane, size));
        awaitOthers();
        take(size);
        awaitOthers();
      }
      done.complete(null);
    } catch (EngineException e) {
      throw new ModelException(
          "%s: fails on blank images: %s".formatted(model.name(), e.getMessage()), e);
    }
  }

  /** Completes when all lanes are warm. */
  CompletableFuture<Void> done() {
    return done;
  }

  private void awaitOthers() throws InterruptedException {
    lanes.awaitAdvanceInterruptibly(lanes.arrive());
  }

  private List<Long> times(Runs lane, int size) throws EngineException {
    List<Long> nanos = new ArrayList<>();
    long first = nanoClock.getAsLong();
    long last = first;
    while (nanos.size() < MIN_RUNS || nanos.size() < MAX_RUNS && last - first < SIZE_NANOS) {
      lane.run(size);
      long now = nanoClock.getAsLong();
      nanos.add(Math.max(1, now - last));
      last = now;
    }
    return nanos;
  }

  private synchronized void add(List<Long> nanos) {
    times.addAll(nanos);
  }

  /** The first lane that comes here takes the times of all. */
  private synchronized void take(int size) {
    if (times.isEmpty()) return;
    curve.measured(size, times.stream().mapToLong(Long::longValue).toArray());
    times.clear();
    enough = nanoClock.getAsLong() - start >= ALL_NANOS;
  }

  private synchronized boolean isEnough() {
    return enough;
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
