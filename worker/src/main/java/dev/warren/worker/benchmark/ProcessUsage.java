package dev.warren.worker.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.warren.common.ResidentMemory;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/** What this process takes of the machine. */
public final class ProcessUsage {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ProcessUsage() {}

  /** Processor time of all threads since the start. */
  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** Resident memory in MiB, where the kernel says it in {@code /proc}. */
  public static OptionalLong residentMib() {
    OptionalLong kib = ResidentMemory.kib("self");
    return kib.isPresent() ? OptionalLong.of(kib.getAsLong() >> 10) : kib;
  }
}
