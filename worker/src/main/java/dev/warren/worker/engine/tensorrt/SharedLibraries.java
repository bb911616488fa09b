package dev.warren.worker.engine.tensorrt;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Linux's loader would find a shared library, told from files alone: nothing is loaded. Goes
 * by {@code LD_LIBRARY_PATH}, the loader's cache and its usual folders.
 *
 * @param searchPath folders as in {@code LD_LIBRARY_PATH}, or null
 * @param cache the loader's cache, usually {@code /etc/ld.so.cache}
 * @param folders where it looks last
 * @param mappings what this process has loaded, usually {@code /proc/self/maps}
 * @see <a href="https://man7.org/linux/man-pages/man8/ld.so.8.html">ld.so(8)</a>
 */
record SharedLibraries(String searchPath, Path cache, List<Path> folders, Path mappings) {
  /** Those of this process. */
  static SharedLibraries ofThisProcess() {
    return new SharedLibraries(
        System.getenv("LD_LIBRARY_PATH"),
        Path.of("/etc/ld.so.cache"),
        Stream.of("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64")
            .map(Path::of)
            .toList(),
        Path.of("/proc/self/maps"));
  }

  /** Where {@code name}, with its version, is loaded from or would be. */
  Optional<Path> find(String name) {
    return Stream.of(loaded(name), searched(name), cached(name), usual(name))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Path> loaded(String name) {
    try (Stream<String> lines = Files.lines(mappings)) {
      return lines
          .filter(line -> line.endsWith("/" + name))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // not Linux
    }
  }

  private Optional<Path> searched(String name) {
    if (searchPath == null) return Optional.empty();
    return Stream.of(searchPath.split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, name))
        .filter(Files::exists)
        .findFirst();
  }

  /** The cache holds whole paths, each ended by a zero byte. */
  private Optional<Path> cached(String name) {
    try {
      String content = Files.readString(cache, StandardCharsets.ISO_8859_1);
      int end = content.indexOf("/" + name + "\0");
      if (end < 0) return Optional.empty();
      int start = content.lastIndexOf('\0', end) + 1;
      Path path = Path.of(content.substring(start, end), name);
      return Files.exists(path) ? Optional.of(path) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // not every system has one
    }
  }

  private Optional<Path> usual(String name) {
    return folders.stream().map(f -> f.resolve(name)).filter(Files::exists).findFirst();
  }
}
