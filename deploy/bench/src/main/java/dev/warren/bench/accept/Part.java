package dev.warren.bench.accept;

/** One thing that is looked at. Each runs in a process of its own: a device may take one down. */
interface Part {
  /** One word, for {@code --only}. */
  String name();

  /**
   * Measures.
   *
   * @throws Exception when that cannot be done; what the other parts find is not lost with it
   */
  void measure(Trial trial, Findings findings) throws Exception;
}
