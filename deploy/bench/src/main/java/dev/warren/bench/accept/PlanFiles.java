package dev.warren.bench.accept;

import dev.warren.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The plan cache from outside: a folder of {@code .plan} files, a line of JSON and the plan. */
final class PlanFiles {
  private PlanFiles() {}

  static List<Path> in(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".plan")).sorted().toList();
    }
  }

  /**
   * @throws BenchException unless there is exactly one
   */
  static Path only(Path folder) throws IOException {
    List<Path> plans = in(folder);
    if (plans.size() != 1) {
      throw new BenchException("not one plan in %s: %s".formatted(folder, plans));
    }
    return plans.get(0);
  }

  /** What TensorRT gets to see of it. */
  static byte[] plan(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    if (all.length == 0 || all[0] != '{') return all;
    int line = 0;
    while (line < all.length && all[line] != '\n') line++;
    return Arrays.copyOfRange(all, Math.min(line + 1, all.length), all.length);
  }
}
