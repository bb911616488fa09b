package dev.warren.worker.engine.simulated;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long a run takes by its number of images, in stairs as TensorRT has them: a size that is not
 * given takes as long as the next larger one that is.
 */
final class StairTimes {
  private final NavigableMap<Integer, Long> nanos;

  /**
   * @param nanos by batch size; at least one
   */
  StairTimes(Map<Integer, Long> nanos) {
    if (nanos.isEmpty()) throw new IllegalArgumentException("nanos is empty");
    this.nanos = Collections.unmodifiableNavigableMap(new TreeMap<>(nanos));
  }

  /** The largest size that is given. */
  int maxBatch() {
    return nanos.lastKey();
  }

  /**
   * @param count 1 to {@link #maxBatch()} images
   */
  long nanos(int count) {
    return nanos.ceilingEntry(count).getValue();
  }
}
