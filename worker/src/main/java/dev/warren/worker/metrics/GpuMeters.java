package dev.warren.worker.metrics;

import dev.warren.worker.gpu.GpuMonitor;
import dev.warren.worker.gpu.GpuReading;
import dev.warren.worker.gpu.ThrottleReason;
import java.util.function.ToDoubleFunction;

/** Gauges of the figures that each GPU has at the start; a figure that it lacks gets none. */
final class GpuMeters {
  private final Meters meters;
  private final GpuMonitor gpus;

  GpuMeters(Meters meters, GpuMonitor gpus) {
    this.meters = meters;
    this.gpus = gpus;
  }

  void register() {
    for (GpuReading gpu : gpus.read()) {
      gauge(
          gpu,
          "warren_gpu_utilization_ratio",
          "Share of the last moments in which a kernel ran, of any process",
          GpuReading::utilization);
      gauge(
          gpu,
          "warren_gpu_memory_used_bytes",
          "Device memory in use, of any process",
          GpuReading::memoryUsedBytes);
      gauge(gpu, "warren_gpu_memory_total_bytes", "Device memory", GpuReading::memoryTotalBytes);
      gauge(gpu, "warren_gpu_power_watts", "Power drawn", GpuReading::powerWatts);
      gauge(gpu, "warren_gpu_temperature_celsius", "Temperature", GpuReading::temperatureCelsius);
      gauge(gpu, "warren_gpu_sm_clock_hertz", "Clock of the processors", GpuReading::smClockHertz);
      for (ThrottleReason reason : ThrottleReason.values()) {
        gauge(
            gpu,
            "warren_gpu_throttled",
            "1 while this keeps the clock down: sw_power_cap, hw_thermal_slowdown, ...",
            reading -> isThrottled(reading, reason),
            "reason",
            reason.label());
      }
    }
  }

  private static double isThrottled(GpuReading reading, ThrottleReason reason) {
    if (reading.throttles() == null) return Double.NaN;
    return reading.throttles().contains(reason) ? 1 : 0;
  }

  private void gauge(
      GpuReading gpu,
      String name,
      String description,
      ToDoubleFunction<GpuReading> figure,
      String... more) {
    if (Double.isNaN(figure.applyAsDouble(gpu))) return;
    String[] labels = new String[4 + more.length];
    labels[0] = "gpu";
    labels[1] = gpu.gpu();
    labels[2] = "name";
    labels[3] = gpu.name();
    System.arraycopy(more, 0, labels, 4, more.length);
    meters.gauge(name, description, () -> now(gpu.gpu(), figure), labels);
  }

  private double now(String gpu, ToDoubleFunction<GpuReading> figure) {
    return gpus.read().stream()
        .filter(reading -> reading.gpu().equals(gpu))
        .mapToDouble(figure)
        .findFirst()
        .orElse(Double.NaN);
  }
}
