package dev.warren.bench;

import java.io.IOException;
import java.util.List;

/**
 * Warren beside what limits it, both measured in the same minute.
 *
 * @param name one word, for {@code --only} and the progress line
 * @param needs comparisons whose figures of the same round it takes
 */
record Comparison(String name, List<String> needs, Measurement measurement) {
  /** What measures once. */
  interface Measurement {
    /** Where it takes place. */
    Site site();

    void round(Results results) throws IOException, InterruptedException;
  }
}
