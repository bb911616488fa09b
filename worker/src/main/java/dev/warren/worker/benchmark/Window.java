package dev.warren.worker.benchmark;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** When lanes measure: after the warm-up, each from a turn of its own on. Thread-safe. */
final class Window {
  private final long startNanos;
  private final long endNanos;
  private final CountDownLatch lanes;

  Window(int lanes, Duration warmUp, Duration duration) {
    this.lanes = new CountDownLatch(lanes);
    startNanos = System.nanoTime() + warmUp.toNanos();
    endNanos = startNanos + duration.toNanos();
  }

  boolean isWarmUp() {
    return System.nanoTime() - startNanos < 0;
  }

  boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  void laneDone() {
    lanes.countDown();
  }

  /** Until then every lane keeps on, so that the last to finish does not have the machine alone. */
  boolean isEveryLaneDone() {
    return lanes.getCount() == 0;
  }

  void awaitStart() throws InterruptedException {
    long left = startNanos - System.nanoTime();
    if (left > 0) TimeUnit.NANOSECONDS.sleep(left);
  }

  void awaitEveryLane() throws InterruptedException {
    lanes.await();
  }
}
