package dev.warren.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes back what was put into the system's temporary folder. */
final class TemporaryFolder {
  private TemporaryFolder() {}

  /** Deletes as much as it can; the operating system clears the rest. Null is nothing to do. */
  static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
