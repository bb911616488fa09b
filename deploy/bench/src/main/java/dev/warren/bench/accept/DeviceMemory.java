package dev.warren.bench.accept;

import java.util.OptionalDouble;

/** Memory of the device that this process holds. */
final class DeviceMemory {
  private static final double MIB = 1 << 20;

  private final boolean isKnownByProcess;

  private DeviceMemory(boolean isKnownByProcess) {
    this.isKnownByProcess = isKnownByProcess;
  }

  /** Drivers do not say who holds what in every container, nor under MIG. */
  static DeviceMemory open() throws InterruptedException {
    return new DeviceMemory(own().isPresent());
  }

  /** In MiB: of this process where the driver tells, else of all that use the device. */
  double mib() throws InterruptedException {
    if (!isKnownByProcess) return Cuda.usedBytes() / MIB;
    return own().orElse(Double.NaN);
  }

  String source() {
    return isKnownByProcess ? "of this process" : "of all processes on the device";
  }

  private static OptionalDouble own() throws InterruptedException {
    String apps = NvidiaSmi.query("--query-compute-apps=pid,used_gpu_memory", "noheader,nounits");
    return of(ProcessHandle.current().pid(), apps);
  }

  /**
   * @param apps a line {@code pid, MiB} for each process and device
   */
  static OptionalDouble of(long pid, String apps) {
    return apps.lines()
        .map(line -> line.split(", *"))
        .filter(fields -> fields.length == 2 && fields[0].equals(Long.toString(pid)))
        .filter(fields -> fields[1].matches("\\d+")) // not [N/A]
        .mapToDouble(fields -> Double.parseDouble(fields[1]))
        .findFirst();
  }
}
