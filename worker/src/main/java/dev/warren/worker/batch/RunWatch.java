package dev.warren.worker.batch;

import static java.util.Objects.requireNonNull;

import dev.warren.common.Daemons;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Finds the run that does not end, as when a device hangs: nobody else would before the broker's
 * consumer timeout, of half an hour. It counts looks instead of reading a clock, so that a process
 * that was stopped for an hour, or a machine that was asleep, has not run for an hour.
 */
final class RunWatch implements AutoCloseable {
  private static final int LOOKS = 20;

  private final List<RunMark> lanes;
  private final IntConsumer hangs;
  private final long[] seen;
  private final int[] looks;
  private Thread thread;

  /**
   * @param lanes one mark each
   * @param hangs told a lane's index when its run has been seen for the whole time-out, once a run
   */
  RunWatch(List<RunMark> lanes, IntConsumer hangs) {
    this.lanes = List.copyOf(lanes);
    this.hangs = requireNonNull(hangs, "hangs");
    this.seen = new long[lanes.size()];
    this.looks = new int[lanes.size()];
    Arrays.fill(seen, RunMark.NONE);
  }

  /**
   * Looks from now on.
   *
   * @param timeout how long a run may take; 0 for ever
   */
  void start(Duration timeout) {
    if (timeout.isZero()) return;
    long everyMs = Math.max(1, timeout.toMillis() / LOOKS);
    thread = Daemons.thread("engine-watch", () -> watch(everyMs));
    thread.start();
  }

  private void watch(long everyMs) {
    try {
      while (true) {
        Thread.sleep(everyMs);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** One look at each lane. */
  void look() {
    for (int lane = 0; lane < seen.length; lane++) {
      long running = lanes.get(lane).running();
      if (running == RunMark.NONE || running != seen[lane]) {
        seen[lane] = running;
        looks[lane] = 0;
      } else if (++looks[lane] == LOOKS) {
        hangs.accept(lane);
      }
    }
  }

  /** Looks no more. */
  @Override
  public void close() {
    if (thread != null) thread.interrupt();
  }
}
