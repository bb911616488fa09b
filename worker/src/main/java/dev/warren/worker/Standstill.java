package dev.warren.worker;

import dev.warren.worker.batch.LaneListener;
import dev.warren.worker.decode.DecodePool;
import dev.warren.worker.intake.FrameIntake;
import dev.warren.worker.lifecycle.Readiness;

/**
 * While no lane runs frames, nothing is taken from the queue, and what waits to be decoded goes
 * back. In this order: a frame that goes back comes at once to whoever consumes.
 */
record Standstill(Readiness readiness, FrameIntake intake, DecodePool decode)
    implements LaneListener {
  private static final String OBSTACLE = "engine";

  @Override
  public void stopped(String reason) {
    readiness.obstruct(OBSTACLE, reason);
    intake.pause();
    decode.giveBack();
  }

  @Override
  public void resumed() {
    readiness.clear(OBSTACLE);
    intake.resume();
  }
}
