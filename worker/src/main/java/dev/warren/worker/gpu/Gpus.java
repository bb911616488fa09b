package dev.warren.worker.gpu;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Finds out whether this machine has GPUs to watch. */
public final class Gpus {
  private static final Logger log = LoggerFactory.getLogger(Gpus.class);

  /** Why the library cannot be loaded: the first attempt says it best, and is the only one. */
  private static String missing;

  private Gpus() {}

  /**
   * Watches the machine's GPUs by way of the driver's library.
   *
   * @return {@link GpuMonitor#NONE} where there is no GPU, no driver or no access to it
   */
  public static synchronized GpuMonitor watch() {
    if (missing != null) return GpuMonitor.NONE;
    try {
      NativeNvml.requireBinding();
      return watch(NativeNvml.open());
    } catch (LinkageError e) {
      missing = Objects.toString(e.getMessage(), e.toString());
      log.debug("no GPU metrics: {}", missing);
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

  /** Why there is no monitor, or null where there may be one. */
  static synchronized String missing() {
    return missing;
  }
}
