package dev.warren.worker.batch;

import java.util.concurrent.atomic.AtomicLong;

/** Which run of a lane is on its way, written by the lane and read by {@link RunWatch}. */
final class RunMark {
  /** No run is on its way. */
  static final long NONE = -1;

  /** Odd during a run. */
  private final AtomicLong changes = new AtomicLong();

  void begin() {
    changes.incrementAndGet();
  }

  void end() {
    changes.incrementAndGet();
  }

  /** A number that no other run of this lane has, or {@link #NONE}. */
  long running() {
    long seen = changes.get();
    return seen % 2 == 1 ? seen : NONE;
  }
}
