package dev.warren.worker.gpu;

import java.util.List;

/** Reads what the machine's GPUs are doing. Thread-safe. */
public interface GpuMonitor extends AutoCloseable {
  /** Of a machine without a GPU. */
  GpuMonitor NONE = List::of;

  /**
   * Every GPU, always the same ones in the same order: one that has ceased to answer is among them,
   * without figures. Returns at once, with figures that may be a second old. Throws nothing, also
   * once closed.
   */
  List<GpuReading> read();

  @Override
  default void close() {}
}
