package dev.warren.worker.engine;

/** Finds the engine for a model. */
public final class Engines {
  private Engines() {}

  /**
   * Loads the model and runs it once per warm-up batch size.
   *
   * @throws ModelException when the file, its metadata or its output is not what Warren can serve
   */
  public static Engine load(EngineConfig config) {
    throw new UnsupportedOperationException("not yet");
  }
}
