package dev.warren.bench.accept;

import java.util.List;

/**
 * One thing that is looked at. Each runs in a process of its own: a device may take one down.
 *
 * @param name one word, for {@code --only}
 * @param jvmOptions for its process, behind those of the command's own
 */
record Part(String name, List<String> jvmOptions, Measurement measurement) {
  Part(String name, Measurement measurement) {
    this(name, List.of(), measurement);
  }

  /** What it does. */
  interface Measurement {
    /**
     * @throws Exception when that cannot be done; what the other parts find is not lost with it
     */
    void measure(Trial trial, Findings findings) throws Exception;
  }
}
