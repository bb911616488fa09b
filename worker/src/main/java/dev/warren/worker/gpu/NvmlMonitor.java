package dev.warren.worker.gpu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads every GPU that NVML shows us. Not thread-safe. */
final class NvmlMonitor implements GpuMonitor {
  private static final Logger log = LoggerFactory.getLogger(NvmlMonitor.class);
  private static final double PERCENT = 100;
  private static final double MILLIWATTS_PER_WATT = 1e3;
  private static final double HERTZ_PER_MEGAHERTZ = 1e6;

  private static final Nvml.Memory UNKNOWN = new Nvml.Memory(Double.NaN, Double.NaN);

  private record Watched(String gpu, String name, Nvml.Device device, boolean memoryOnly) {}

  /** One question to the driver. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws NvmlException;
  }

  private final Nvml nvml;
  private final List<Watched> watched = new ArrayList<>();
  private final Set<String> silent = new HashSet<>();
  private boolean closed;

  private NvmlMonitor(Nvml nvml) {
    this.nvml = nvml;
  }

  /**
   * @param nvml owned by the monitor from now on
   * @throws NvmlException when not even their number can be had
   */
  static NvmlMonitor open(Nvml nvml) throws NvmlException {
    NvmlMonitor monitor = new NvmlMonitor(nvml);
    int count = nvml.deviceCount();
    for (int i = 0; i < count; i++) {
      try {
        monitor.watch(String.valueOf(i), nvml.device(i));
      } catch (NvmlException e) {
        log.warn("GPU {} has no metrics: {}", i, e.getMessage());
      }
    }
    return monitor;
  }

  private void watch(String gpu, Nvml.Device device) throws NvmlException {
    String name = device.name();
    if (!isDivided(device)) {
      watched.add(new Watched(gpu, name, device, false));
      return;
    }
    log.info("GPU {} ({}) is divided by MIG: of its instances only the memory is known", gpu, name);
    int places = device.migPlaces();
    for (int place = 0; place < places; place++) {
      try {
        Nvml.Device instance = device.migInstance(place);
        watched.add(new Watched(gpu + ":" + place, instance.name(), instance, true));
      } catch (NvmlException e) {
        if (!e.isNotFound()) throw e;
      }
    }
  }

  private static boolean isDivided(Nvml.Device device) throws NvmlException {
    try {
      return device.isMigEnabled();
    } catch (NvmlException e) {
      if (e.isAbsence()) return false; // older than MIG
      throw e;
    }
  }

  @Override
  public List<GpuReading> read() {
    return watched.stream().map(this::read).toList();
  }

  private GpuReading read(Watched gpu) {
    GpuReading reading = GpuReading.silent(gpu.gpu(), gpu.name());
    if (closed) return reading;
    try {
      reading = gpu.memoryOnly() ? memoryOf(gpu) : figuresOf(gpu);
      if (silent.remove(gpu.gpu())) log.info("GPU {} answers again", gpu.gpu());
    } catch (NvmlException e) {
      if (silent.add(gpu.gpu())) {
        log.warn("GPU {} does not answer, its metrics are gone: {}", gpu.gpu(), e.getMessage());
      }
    }
    return reading;
  }

  private static GpuReading memoryOf(Watched gpu) throws NvmlException {
    Nvml.Memory memory = known(gpu.device()::memory, UNKNOWN);
    double no = Double.NaN;
    return new GpuReading(
        gpu.gpu(), gpu.name(), no, memory.usedBytes(), memory.totalBytes(), no, no, no, null);
  }

  private static GpuReading figuresOf(Watched gpu) throws NvmlException {
    Nvml.Device device = gpu.device();
    Nvml.Memory memory = known(device::memory, UNKNOWN);
    return new GpuReading(
        gpu.gpu(),
        gpu.name(),
        known(() -> device.utilizationPercent() / PERCENT, Double.NaN),
        memory.usedBytes(),
        memory.totalBytes(),
        known(() -> device.powerMilliwatts() / MILLIWATTS_PER_WATT, Double.NaN),
        known(() -> (double) device.temperatureCelsius(), Double.NaN),
        known(() -> device.smClockMegahertz() * HERTZ_PER_MEGAHERTZ, Double.NaN),
        known(() -> ThrottleReason.of(device.throttleReasons()), null));
  }

  /** {@code otherwise} where this GPU does not have the figure. */
  private static <T> T known(Question<T> question, T otherwise) throws NvmlException {
    try {
      return question.ask();
    } catch (NvmlException e) {
      if (e.isAbsence()) return otherwise;
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    nvml.close();
  }
}
