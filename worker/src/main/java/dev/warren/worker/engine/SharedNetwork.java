package dev.warren.worker.engine;

/**
 * A network that an engine and its lanes share. The last to leave frees it, so that a lane never
 * runs on freed memory. Thread-safe.
 */
final class SharedNetwork {
  private final CpuNetwork network;
  private int lanes;
  private boolean released;

  SharedNetwork(CpuNetwork network) {
    this.network = network;
  }

  synchronized CpuNetwork acquire() {
    if (released) throw new IllegalStateException("engine is closed");
    lanes++;
    return network;
  }

  synchronized void laneClosed() {
    lanes--;
    closeIfUnused();
  }

  /** The engine is closed: no lane opens any more. Idempotent. */
  synchronized void release() {
    if (released) return;
    released = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (released && lanes == 0) network.close();
  }
}
