package dev.warren.worker.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Java, platform, cores, memory. */
final class MachineChecks {
  private static final long LITTLE_MEMORY = 2L << 30;

  /** What natives are published for; os.name and os.arch as Java spells them. */
  private static final Set<String> PLATFORMS =
      Set.of("linux amd64", "linux aarch64", "mac os x aarch64");

  private MachineChecks() {}

  static List<Check> all() {
    return List.of(java(), platform(), memory());
  }

  private static Check java() {
    return Check.ok(
        "java",
        "%s (%s), heap up to %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                size(Runtime.getRuntime().maxMemory())));
  }

  private static Check platform() {
    String name = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    int cores = Runtime.getRuntime().availableProcessors();
    String finding = name + ", " + cores + " cores for this process";
    if (PLATFORMS.contains(name.toLowerCase(Locale.ROOT))) return Check.ok("platform", finding);
    return Check.warn(
        "platform", finding, "native libraries are tried on " + String.join(", ", PLATFORMS));
  }

  private static Check memory() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long total = system.getTotalMemorySize();
    String finding = size(total) + ", " + size(system.getFreeMemorySize()) + " unused";
    if (total >= LITTLE_MEMORY) return Check.ok("memory", finding);
    return Check.warn("memory", finding, "a worker needs about 1 GB beside the Java heap");
  }

  static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
