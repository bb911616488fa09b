package dev.warren.worker.metrics;

import dev.warren.worker.flow.Closing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import java.util.EnumMap;
import java.util.Map;

/** The engine that runs the batches now, what it took to have it, and how large they are. */
final class EngineMeters implements WorkerMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Meters meters;
  private volatile double loadSeconds = Double.NaN;
  private final DistributionSummary batchSize;
  private final Map<Closing, Counter> closed = new EnumMap<>(Closing.class);
  private Meter info;

  EngineMeters(Meters meters) {
    this.meters = meters;
    meters.gauge(
        "warren_model_load_seconds",
        "What it took to load the model, or to build its plan, before the lanes were warmed up:"
            + " the last time that it was done; NaN until then",
        () -> loadSeconds);
    batchSize =
        meters.histogram(
            "warren_batch_size", "Frames in one run of the engine", 1, 2, 4, 8, 16, 32, 64);
    for (Closing closing : Closing.values()) closed.put(closing, closed(closing));
  }

  private Counter closed(Closing closing) {
    return meters.counter(
        "warren_batches_closed_total",
        "Batches that a lane took, by why they are no larger: full (as large as the engine"
            + " takes), efficient (a larger one does not get more out of the engine),"
            + " deadline (with one more a frame would have been late), idle (nothing else"
            + " waited)",
        "reason",
        closing.label());
  }

  @Override
  public void batchRan(int frames, long nanos) {
    batchSize.record(frames);
  }

  @Override
  public void batchClosed(Closing closing) {
    closed.get(closing).increment();
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
