package dev.warren.worker.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.warren.common.ResidentMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * The process as the JVM and the kernel see it; the latter under the names that all Prometheus
 * clients use.
 */
final class ProcessMeters implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_KIB = 1024;

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
    OptionalLong kib = ResidentMemory.kib("self");
    return kib.isPresent() ? kib.getAsLong() * BYTES_PER_KIB : Double.NaN;
  }

  /** Ends listening to the garbage collectors. */
  @Override
  public void close() {
    collections.close();
  }
}
