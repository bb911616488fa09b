package dev.warren.worker.gpu;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Finds out whether this machine has GPUs to watch. */
public final class Gpus {
  private static final Logger log = LoggerFactory.getLogger(Gpus.class);

  private Gpus() {}

  /**
   * Watches the machine's GPUs by way of the driver's library.
   *
   * @return {@link GpuMonitor#NONE} where there is no GPU, no driver or no access to it
   */
  public static GpuMonitor watch() {
    try {
      NativeNvml.requireBinding();
      return watch(NativeNvml.open());
    } catch (LinkageError e) {
      log.debug("no GPU metrics: {}", e.toString());
    } catch (NvmlException e) {
      Level level = e.isDriverMissing() ? Level.DEBUG : Level.WARN;
      log.atLevel(level).log("no GPU metrics: the NVIDIA driver does not work: {}", e.getMessage());
    }
    return GpuMonitor.NONE;
  }

  private static GpuMonitor watch(Nvml nvml) {
    try {
      return new SampledGpuMonitor(NvmlMonitor.open(nvml), System::nanoTime);
    } catch (NvmlException e) {
      nvml.close();
      log.warn("no GPU metrics: {}", e.getMessage());
      return GpuMonitor.NONE;
    }
  }
}
