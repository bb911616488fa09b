package dev.warren.loadtest.gateway;

/**
 * When which camera's next frame is due. Cameras have phase offsets, so that they don't all fire at
 * once, and keep to absolute times, so that they don't drift. A camera that is late by whole
 * periods does not send them in a burst afterwards: those ticks are counted as missed.
 */
final class Schedule {
  private static final long ENDED = Long.MAX_VALUE;

  private final long periodNanos;
  private final long startNanos;

  /** Since the start; differences of nanoTime may be compared, its values may not. */
  private final long[] dueNanos;

  private int last = -1;
  private long missed;

  /**
   * @param fps frames per second of each camera; 0 for always due, in turn
   */
  Schedule(int cameras, double fps, long startNanos) {
    this.startNanos = startNanos;
    this.periodNanos = fps == 0 ? 0 : Math.round(1e9 / fps);
    this.dueNanos = new long[cameras];
    for (int i = 0; i < cameras; i++) {
      dueNanos[i] = periodNanos * i / cameras;
    }
  }

  /** The camera whose frame is due first, or -1 when all have ended. */
  int camera() {
    int first = -1;
    for (int n = 1; n <= dueNanos.length; n++) {
      int i = (last + n) % dueNanos.length;
      if (dueNanos[i] != ENDED && (first < 0 || dueNanos[i] < dueNanos[first])) {
        first = i;
      }
    }
    return first;
  }

  /** When that camera's frame is due, on the clock of {@code startNanos}. */
  long dueNanos(int camera) {
    return startNanos + dueNanos[camera];
  }

  /**
   * The frame has been taken: the next one is due a period later.
   *
   * @param waits whether frames that were due meanwhile come later, and so are not missed
   */
  void taken(int camera, long nowNanos, boolean waits) {
    last = camera;
    if (dueNanos[camera] == ENDED) {
      return;
    }
    dueNanos[camera] += periodNanos;
    long late = nowNanos - startNanos - dueNanos[camera];
    if (periodNanos > 0 && late >= periodNanos) {
      long periods = late / periodNanos;
      if (!waits) missed += periods;
      dueNanos[camera] += periods * periodNanos;
    }
  }

  /** No frames will come from this camera any more. */
  void ended(int camera) {
    dueNanos[camera] = ENDED;
  }

  /** Ticks that passed without a frame because the gateway was held up. */
  long missed() {
    return missed;
  }
}
