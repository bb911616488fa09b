package dev.warren.worker.gpu;

/**
 * The calls into <a href="https://docs.nvidia.com/deploy/nvml-api/">NVML</a> that Warren makes, in
 * NVML's units. {@code NativeNvml} makes them; the tests have a fake. Thread-safe.
 */
interface Nvml extends AutoCloseable {
  int deviceCount() throws NvmlException;

  /**
   * @param index as {@code nvidia-smi} counts
   */
  Device device(int index) throws NvmlException;

  /** Idempotent. Nothing is called afterwards. */
  @Override
  void close();

  /** One GPU, or one MIG instance of it, which knows its name and its memory alone. */
  interface Device {
    String name() throws NvmlException;

    /** Whether the GPU is divided. */
    boolean isMigEnabled() throws NvmlException;

    /** Places for MIG instances; each may be empty. */
    int migPlaces() throws NvmlException;

    /**
     * @throws NvmlException {@link NvmlException#isNotFound} where the place is empty
     */
    Device migInstance(int place) throws NvmlException;

    int utilizationPercent() throws NvmlException;

    Memory memory() throws NvmlException;

    int powerMilliwatts() throws NvmlException;

    int temperatureCelsius() throws NvmlException;

    int smClockMegahertz() throws NvmlException;

    /** Bits as {@link ThrottleReason} reads them. */
    long throttleReasons() throws NvmlException;
  }

  record Memory(double usedBytes, double totalBytes) {}
}
