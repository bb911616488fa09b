package dev.warren.worker.engine;

import java.nio.ByteBuffer;

/**
 * A model as a runtime on the CPU holds it: what an adapter has to bring, so that {@link Engines}
 * can make an {@link Engine} of it. Thread-safe. Closed when no pass is open any more.
 */
public interface CpuNetwork extends AutoCloseable {
  /** Version of the runtime. */
  String version();

  /** What the file says about itself. */
  ModelMetadata metadata();

  /** Runs of one thread, of up to {@code maxBatch} images. */
  Pass openPass(int maxBatch);

  /** Called once. */
  @Override
  void close();

  /** One thread's runs and what the last of them left in native memory. */
  interface Pass extends AutoCloseable {
    /**
     * Runs a batch.
     *
     * @param planes direct float32 in native order of exactly {@code shape}, untouched until the
     *     next run
     * @param shape images, 3, height, width
     * @return a view that stays valid until the next run or close
     * @throws EngineException when it fails; the next run may succeed
     */
    RawOutput run(ByteBuffer planes, long[] shape) throws EngineException;

    /** Called once. */
    @Override
    void close();
  }
}
