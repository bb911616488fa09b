package dev.warren.worker.metrics;

/**
 * What runs the batches.
 *
 * @param engine for example {@code tensorrt}
 * @param model the model's name in routing keys
 * @param modelVersion digest of the model file
 * @param precision the numbers that it computes in, as the engine calls them
 * @param role of the worker that runs it
 * @param maxBatch most images in one run
 */
public record EngineInfo(
    String engine, String model, String modelVersion, String precision, String role, int maxBatch) {
  /** The role of a worker that takes one frame at a time. */
  public static final String QUARANTINE = "quarantine";

  public boolean isQuarantine() {
    return role.equals(QUARANTINE);
  }
}
