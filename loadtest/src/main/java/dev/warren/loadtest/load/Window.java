package dev.warren.loadtest.load;

/**
 * The time that is measured, in nanoseconds since the start of the run. Frames belong to it by
 * their intended time, results by their receipt.
 *
 * @param startNanos end of the warm-up
 * @param endNanos end of sending; not part of it
 */
record Window(long startNanos, long endNanos) {
  boolean contains(long nanos) {
    return nanos >= startNanos && nanos < endNanos;
  }

  /** The window of a run whose sending ended already then. */
  Window endingBy(long nanos) {
    return new Window(startNanos, Math.min(endNanos, nanos));
  }

  double seconds() {
    return Math.max(0, endNanos - startNanos) / 1e9;
  }
}
