package dev.warren.bench.accept;

/** Runs batches on one thread, which opens, uses and closes it. */
interface Runner extends AutoCloseable {
  /** Copies the input in, runs it, copies the output out, and waits for that. */
  void run(int batch) throws Exception;

  @Override
  void close();

  /** Opens runners. Thread-safe. */
  @FunctionalInterface
  interface Source {
    Runner open() throws Exception;
  }
}
