package dev.warren.worker.metrics;

import io.micrometer.core.instrument.Meter;

/** The engine that runs the batches now, and what it took to have it. */
final class EngineMeters implements WorkerMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Meters meters;
  private volatile double loadSeconds = Double.NaN;
  private Meter info;

  EngineMeters(Meters meters) {
    this.meters = meters;
    meters.gauge(
        "warren_model_load_seconds",
        "What it took to load the model, or to build its plan, before the lanes were warmed up:"
            + " the last time that it was done; NaN until then",
        () -> loadSeconds);
  }

  @Override
  public void modelLoaded(long nanos) {
    loadSeconds = nanos / NANOS_PER_SECOND;
  }

  @Override
  public synchronized void engineServes(EngineInfo engine) {
    if (info != null) meters.remove(info);
    info =
        meters.info(
            "warren.engine.info",
            "1, for the engine that runs the batches now; role is worker, or quarantine for one"
                + " that takes frames one at a time; precision is fp32, fp16 or int8 for a plan of"
                + " TensorRT, else model: as the file says",
            "engine",
            engine.engine(),
            "model",
            engine.model(),
            "model_version",
            engine.modelVersion(),
            "precision",
            engine.precision(),
            "role",
            engine.role(),
            "max_batch",
            String.valueOf(engine.maxBatch()));
  }
}
