package dev.warren.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of a process, native memory included, where the kernel says it in /proc. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /**
   * @param process its number, or "self"
   * @return empty where it is gone
   */
  public static OptionalLong kib(String process) {
    try {
      return Files.readAllLines(Path.of("/proc", process, "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
