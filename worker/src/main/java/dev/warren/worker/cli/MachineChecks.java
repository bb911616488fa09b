package dev.warren.worker.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Java, platform, cores, memory, GPU. */
final class MachineChecks {
  private static final long LITTLE_MEMORY = 2L << 30;

  /** What natives are published for; os.name and os.arch as Java spells them. */
  private static final Set<String> PLATFORMS =
      Set.of("linux amd64", "linux aarch64", "mac os x aarch64");

  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private MachineChecks() {}

  static List<Check> all() {
    return List.of(java(), platform(), memory(), gpu());
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

  /** From files alone, so that no library of the GPU is touched. */
  private static Check gpu() {
    List<String> devices = devices();
    if (devices.isEmpty()) return Check.ok("gpu", "none; the CPU engine is used");
    String driver = firstLine(DRIVER);
    if (driver == null) {
      return Check.warn(
          "gpu",
          devices + " without a driver at " + DRIVER,
          "install the NVIDIA driver, or start the container with GPU access");
    }
    return Check.ok("gpu", devices + ", " + driver);
  }

  private static List<String> devices() {
    try (Stream<Path> dev = Files.list(Path.of("/dev"))) {
      return dev.map(Path::toString).filter(p -> p.matches("/dev/nvidia\\d+")).sorted().toList();
    } catch (IOException e) {
      return List.of(); // no /dev on this system
    }
  }

  private static String firstLine(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().map(String::strip).orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
