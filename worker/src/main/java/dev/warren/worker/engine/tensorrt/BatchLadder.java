package dev.warren.worker.engine.tensorrt;

import java.util.ArrayList;
import java.util.List;

/**
 * The batch sizes that a lane can run. Each costs an execution context and a CUDA graph, and run
 * times rise in stairs, so that a batch between two rungs runs as the upper one: the images that it
 * lacks are left over from an earlier run, and nobody reads what they give.
 */
final class BatchLadder {
  private final List<Integer> rungs = new ArrayList<>();

  /** 1, 2, 3, 4, 6, 8, 12, 16, ... and the largest: no run is more than half as large again. */
  BatchLadder(int maxBatch) {
    for (int power = 1; power < maxBatch; power *= 2) {
      rungs.add(power);
      int between = power + power / 2;
      if (power > 1 && between < maxBatch) rungs.add(between);
    }
    rungs.add(maxBatch);
  }

  List<Integer> rungs() {
    return List.copyOf(rungs);
  }

  /** The smallest rung for {@code count} images. */
  int rung(int count) {
    for (int rung : rungs) {
      if (rung >= count) return rung;
    }
    throw new IllegalArgumentException(
        "count not in 1.." + rungs.get(rungs.size() - 1) + ": " + count);
  }

  /**
   * The ranges that kernels are chosen for: one image, which latency hangs on; few; many, which
   * throughput hangs on, chosen for the largest.
   */
  List<BuildRecipe.Profile> profiles() {
    int most = rungs.get(rungs.size() - 1);
    List<BuildRecipe.Profile> profiles = new ArrayList<>();
    int from = 1;
    for (int to : new int[] {1, 8, most}) {
      int end = Math.min(to, most);
      if (from > end) continue;
      profiles.add(new BuildRecipe.Profile(from, end, end));
      from = end + 1;
    }
    return profiles;
  }
}
