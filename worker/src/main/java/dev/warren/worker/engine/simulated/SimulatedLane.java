package dev.warren.worker.engine.simulated;

import dev.warren.worker.engine.Lane;
import dev.warren.worker.engine.ModelSpec;
import dev.warren.worker.engine.RawOutput;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Pixels that nobody looks at, and the wait for the device. */
final class SimulatedLane implements Lane {
  private final ModelSpec spec;
  private final StairTimes times;
  private final SimulatedDevice device;
  private final SimulatedHead head;
  private final ByteBuffer input;
  private boolean closed;

  SimulatedLane(ModelSpec spec, StairTimes times, SimulatedDevice device, SimulatedHead head) {
    this.spec = spec;
    this.times = times;
    this.device = device;
    this.head = head;
    input = ByteBuffer.allocateDirect(Math.multiplyExact(spec.imageBytes(), spec.maxBatch()));
  }

  @Override
  public synchronized ByteBuffer input() {
    ensureOpen();
    return input;
  }

  @Override
  public synchronized RawOutput run(int count) {
    ensureOpen();
    if (count < 1 || count > spec.maxBatch()) {
      throw new IllegalArgumentException("count not in 1.." + spec.maxBatch() + ": " + count);
    }
    waitUntil(device.book(times.nanos(count)));
    return head.output(count);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** As a run on a device does, it takes its time whoever interrupts. */
  private static void waitUntil(long endNanos) {
    boolean interrupted = false;
    for (long left; (left = endNanos - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
      interrupted |= Thread.interrupted(); // or parking would return at once from now on
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  private void ensureOpen() {
    if (closed) throw new IllegalStateException("lane is closed");
  }
}
