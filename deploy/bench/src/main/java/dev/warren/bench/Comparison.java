package dev.warren.bench;

import java.io.IOException;

/** Warren beside what limits it, both measured in the same minute. */
interface Comparison {
  /** One word, for the progress line. */
  String name();

  /** Where it takes place. */
  Site site();

  /** Measures once. */
  void round(Results results) throws IOException, InterruptedException;
}
