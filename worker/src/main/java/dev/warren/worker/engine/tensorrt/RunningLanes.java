package dev.warren.worker.engine.tensorrt;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How the lanes of an engine wait for the device. Among others a lane sleeps: its core decodes
 * frames meanwhile, and that it wakes up late is hidden behind the runs of the others. A lane alone
 * stays awake where cores are to spare: on a GPU that answers in a millisecond, waking up takes a
 * sixth of the time. Thread-safe.
 */
final class RunningLanes {
  /** Runs that take longer hide the wake-up themselves. */
  static final long AWAKE_NANOS = 10_000_000;

  /** With fewer there are none to spare. */
  private static final int ENOUGH_CORES = 4;

  private final AtomicInteger running = new AtomicInteger();
  private final boolean mayStayAwake;

  RunningLanes(int cores) {
    mayStayAwake = cores >= ENOUGH_CORES;
  }

  /** Asks whether a stream is done. */
  @FunctionalInterface
  interface Look {
    boolean isDone() throws GpuException;
  }

  /** Before the work goes into the stream; {@link #ended} in any case afterwards. */
  void began() {
    running.incrementAndGet();
  }

  void ended() {
    running.decrementAndGet();
  }

  /** Returns when the work is done, or when it is better to sleep until it is. */
  void stayAwake(Look stream) throws GpuException {
    if (!mayStayAwake) return;
    long start = System.nanoTime();
    while (running.get() == 1 && !stream.isDone() && System.nanoTime() - start < AWAKE_NANOS) {
      Thread.onSpinWait();
    }
  }
}
