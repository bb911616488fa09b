package dev.warren.worker.batch;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelException;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.schedule.LatencyCurve;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;

/**
 * Lets all lanes run at once before the first frame comes: their buffers are set up then, and the
 * curve learns how the engine fares when all of it is busy.
 */
final class LaneWarmUp {
  private static final int MIN_RUNS = 3;
  private static final int MAX_RUNS = 10;
  private static final long RUNS_NANOS = 500_000_000;

  private final String model;
  private final LatencyCurve curve;
  private final int size;
  private final Phaser phaser;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  LaneWarmUp(int lanes, ModelSpec spec, LatencyCurve curve) {
    this.model = spec.name();
    this.curve = curve;
    this.size = curve.efficientSize(spec.maxBatch(), System.nanoTime());
    this.phaser = new Phaser(lanes);
  }

  /** Called by every lane's thread; returns when all lanes are warm. */
  void run(Lane lane) throws InterruptedException {
    try {
      lane.run(1);
      lane.run(size);
      phaser.awaitAdvanceInterruptibly(phaser.arrive());
      long start = System.nanoTime();
      long last = start;
      for (int run = 0; run < MAX_RUNS; run++) {
        if (run >= MIN_RUNS && last - start > RUNS_NANOS) break;
        lane.run(size);
        long now = System.nanoTime();
        curve.ran(size, now - last, now);
        last = now;
      }
      phaser.awaitAdvanceInterruptibly(phaser.arrive());
      done.complete(null);
    } catch (EngineException e) {
      throw new ModelException("%s: fails on blank images: %s".formatted(model, e.getMessage()), e);
    }
  }

  CompletableFuture<Void> done() {
    return done;
  }
}
