package dev.warren.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which cores what is measured may use, and which ones are for the rest. A broker and cameras are
 * on other machines in earnest; on one machine they get cores of their own, so that a ratio tells
 * about Warren and not about how little of the machine was left to it.
 *
 * @param measured for the worker, and for the limit that it is compared with; null for all
 * @param others for broker and load; null for all
 */
record Cores(String measured, String others) {
  static final Cores SHARED = new Cores(null, null);
  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  /**
   * A quarter of the cores, one at least, for broker and load.
   *
   * @throws BenchException where that cannot be had
   */
  static Cores apart(int cores) {
    if (cores < 2 || !Files.isExecutable(TASKSET)) {
      throw new BenchException("--cores apart needs two cores and " + TASKSET + " (util-linux)");
    }
    int rest = Math.max(1, cores / 4);
    return new Cores("0-" + (cores - rest - 1), cores - rest + "-" + (cores - 1));
  }

  static boolean canBeApart() {
    return Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(TASKSET);
  }

  /** Words to put before a command. */
  static List<String> prefix(String list) {
    return list == null ? List.of() : List.of(TASKSET.toString(), "-c", list);
  }

  /** Moves a process that runs already, with all its threads. */
  void moveToOthers(long pid) throws IOException, InterruptedException {
    if (!Files.isExecutable(TASKSET)) return;
    String list = others != null ? others : "0-" + (Runtime.getRuntime().availableProcessors() - 1);
    Process process =
        new ProcessBuilder(TASKSET.toString(), "-acp", list, Long.toString(pid))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) throw new BenchException("taskset cannot move process " + pid);
  }

  /** For example {@code worker 0-0, others 1-1}. */
  String text() {
    return Stream.of(measured, others).allMatch(list -> list == null)
        ? "shared"
        : "worker " + measured + ", others " + others;
  }
}
