package dev.warren.bench.accept;

import java.util.List;

/** One thing that is looked at. Each runs in a process of its own: a device may take one down. */
interface Part {
  /** One word, for {@code --only}. */
  String name();

  /** For its process, behind those of the command's own. */
  default List<String> jvmOptions() {
    return List.of();
  }

  /**
   * Measures.
   *
   * @throws Exception when that cannot be done; what the other parts find is not lost with it
   */
  void measure(Trial trial, Findings findings) throws Exception;
}
