package dev.warren.worker.engine;

/**
 * A loaded model. Thread-safe. Close its lanes first: the weights are freed when the engine and the
 * last of its lanes are closed, whichever comes last, so that no lane ever runs on freed memory.
 */
public interface Engine extends AutoCloseable {
  /** Short name for logs, metrics and result headers, e.g. {@code pytorch}. */
  String name();

  /** Of the runtime inside, e.g. {@code 1.28.0}; for people. */
  String version();

  /**
   * The numbers that it computes in, as metrics call them: {@code model} where the model's file
   * says it.
   */
  default String precision() {
    return "model";
  }

  ModelSpec spec();

  /** How many lanes use this machine best, when nobody says otherwise. At least 1. */
  int suggestedLanes();

  /** Whether lanes run on this machine's cores, which decoding then has to share with them. */
  boolean needsCores();

  /**
   * Opens the buffers and execution state of one thread.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  Lane openLane();

  /** Idempotent. Opens no lane afterwards. */
  @Override
  void close();
}
