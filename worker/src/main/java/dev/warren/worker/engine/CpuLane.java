package dev.warren.worker.engine;

import java.nio.ByteBuffer;

/** Input pixels, float planes and the pass that runs on them. */
final class CpuLane implements Lane {
  private final Shared<CpuNetwork> shared;
  private final ModelSpec spec;
  private final ByteBuffer input;
  private final PixelPlanes planes;
  private final CpuNetwork.Pass pass;
  private boolean closed;

  CpuLane(Shared<CpuNetwork> shared, ModelSpec spec) {
    this.shared = shared;
    this.spec = spec;
    input = ByteBuffer.allocateDirect(Math.multiplyExact(spec.imageBytes(), spec.maxBatch()));
    planes = new PixelPlanes(spec.inputWidth(), spec.inputHeight(), spec.maxBatch());
    CpuNetwork network = shared.acquire();
    try {
      pass = network.openPass(spec.maxBatch());
    } catch (RuntimeException | Error e) {
      shared.laneClosed();
      throw e;
    }
  }

  @Override
  public synchronized ByteBuffer input() {
    ensureOpen();
    return input;
  }

  @Override
  public synchronized RawOutput run(int count) throws EngineException {
    ensureOpen();
    spec.requireCount(count);
    long[] shape = {count, 3, spec.inputHeight(), spec.inputWidth()};
    return pass.run(planes.convert(input, count), shape);
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    try {
      pass.close();
    } finally {
      shared.laneClosed();
    }
  }

  private void ensureOpen() {
    if (closed) throw new IllegalStateException("lane is closed");
  }
}
