package dev.warren.worker.batch;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;

/**
 * A lane that is tried with a blank image after a run has failed: the engine ran those before the
 * first frame came, so that a failure now is its own. One image, because a frame is blamed only
 * where it failed alone, in a run of the same size; a fault of larger batches only costs time, as
 * their halves still run. One thread.
 */
final class ProbedLane {
  private final Lane lane;
  private final int imageBytes;
  private final EngineGuard guard;
  private final RunMark mark;

  ProbedLane(Lane lane, int imageBytes, EngineGuard guard, RunMark mark) {
    this.lane = lane;
    this.imageBytes = imageBytes;
    this.guard = guard;
    this.mark = mark;
  }

  ByteBuffer input() {
    return lane.input();
  }

  /** As {@link Lane#run}; a failure is to be judged by {@link #isSoundAfter}. */
  RawOutput run(int count) throws EngineException {
    long start = System.nanoTime();
    RawOutput output = runMarked(count);
    guard.ran(System.nanoTime() - start);
    return output;
  }

  private RawOutput runMarked(int count) throws EngineException {
    mark.begin();
    try {
      return lane.run(count);
    } finally {
      mark.end();
    }
  }

  /**
   * True when blank images still run, so that {@code failure} is a frame's; false when the engine
   * is broken. Only then do the failure and those of the blank images count, or else enough bad
   * frames at one time, one on each lane, would pass for a broken engine. Overwrites the input.
   */
  boolean isSoundAfter(EngineException failure) {
    Probe probe = probe();
    if (probe.failure() != null) guard.failed(0, failure);
    for (int inARow = 2; probe.failure() != null; inARow++) {
      guard.failed(probe.nanos(), probe.failure());
      // Other lanes may fare well, and the breaker stay closed: this one would try for ever.
      if (inARow >= guard.config().engineFailures()) guard.condemn();
      if (guard.isBroken()) return false;
      probe = probe();
    }
    guard.ran(probe.nanos());
    return true;
  }

  /** One trial of a broken engine, which the guard has allowed. Overwrites the input. */
  boolean worksAgain() {
    Probe probe = probe();
    guard.tried(probe.nanos(), probe.failure());
    return probe.failure() == null;
  }

  private record Probe(long nanos, EngineException failure) {}

  private Probe probe() {
    lane.input().put(0, new byte[imageBytes]);
    long start = System.nanoTime();
    EngineException failure = null;
    try {
      runMarked(1);
    } catch (EngineException e) {
      failure = e;
    }
    return new Probe(System.nanoTime() - start, failure);
  }
}
