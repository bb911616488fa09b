package dev.warren.worker.engine.tensorrt;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How the lanes of an engine wait for the device. They sleep, for their cores decode frames
 * meanwhile, and that a lane wakes up late is hidden behind the runs of the others. But a lane
 * alone with a single image stays awake where cores are to spare: on a GPU that answers in a
 * millisecond, waking up takes a sixth of the time, and one image alone says that nothing waits to
 * be decoded. Thread-safe.
 */
final class RunningLanes {
  /** Runs that take longer hide the wake-up themselves. */
  static final long AWAKE_NANOS = 2_000_000;

  /** With fewer there are none to spare. */
  private static final int ENOUGH_CORES = 8;

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
