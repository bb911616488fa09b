package dev.warren.worker.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The process as the JVM and the kernel see it; the latter under the names that all Prometheus
 * clients use.
 */
final class ProcessMeters implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int BYTES_PER_KIB = 1024;

  private final JvmGcMetrics collections = new JvmGcMetrics();

  ProcessMeters(MeterRegistry registry, Meters meters) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    collections.bindTo(registry);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    meters.counter(
        "process_cpu_seconds_total",
        "Processor time of all threads",
        () -> system.getProcessCpuTime() / NANOS_PER_SECOND);
    meters.gauge(
        "process_resident_memory_bytes",
        "Memory in use, native memory included; NaN where there is no /proc",
        ProcessMeters::residentBytes);
  }

  private static double residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN; // not Linux
    }
  }

  /** Ends listening to the garbage collectors. */
  @Override
  public void close() {
    collections.close();
  }
}
