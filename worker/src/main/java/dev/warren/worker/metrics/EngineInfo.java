package dev.warren.worker.metrics;

import static java.util.Objects.requireNonNull;

/**
 * What runs the batches.
 *
 * @param engine for example {@code tensorrt}
 * @param model the model's name in routing keys
 * @param modelVersion digest of the model file
 * @param maxBatch most images in one run
 * @param role whose frames it runs: {@code frames} or {@code quarantine}
 */
public record EngineInfo(
    String engine, String model, String modelVersion, int maxBatch, String role) {
  public EngineInfo {
    requireNonNull(engine, "engine");
    requireNonNull(model, "model");
    requireNonNull(modelVersion, "modelVersion");
    requireNonNull(role, "role");
  }

  /** Of the frames that come. */
  public EngineInfo(String engine, String model, String modelVersion, int maxBatch) {
    this(engine, model, modelVersion, maxBatch, "frames");
  }
}
