package dev.warren.worker.gpu;

import java.util.Set;

/**
 * What one GPU, or one instance of a GPU that is divided by MIG, was doing a moment ago. A figure
 * that the driver does not give is NaN, never 0.
 *
 * @param gpu its index as {@code nvidia-smi} counts, with that of the instance where there are
 *     some: {@code 0}, {@code 0:1}
 * @param name for example {@code NVIDIA L4}
 * @param utilization share of the last moments in which a kernel ran, 0 to 1
 * @param smClockHertz clock of its processors
 * @param throttles what keeps the clock down, or null where the driver does not say
 */
public record GpuReading(
    String gpu,
    String name,
    double utilization,
    double memoryUsedBytes,
    double memoryTotalBytes,
    double powerWatts,
    double temperatureCelsius,
    double smClockHertz,
    Set<ThrottleReason> throttles) {
  /** Of a GPU that tells nothing. */
  static GpuReading silent(String gpu, String name) {
    double no = Double.NaN;
    return new GpuReading(gpu, name, no, no, no, no, no, no, null);
  }
}
