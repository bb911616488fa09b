package dev.warren.worker.metrics;

import dev.warren.worker.flow.Closing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import java.util.EnumMap;
import java.util.Map;

/** Batches: how large, and why no larger. */
final class BatchMeters implements WorkerMetrics {
  private final DistributionSummary size;
  private final Map<Closing, Counter> closed = new EnumMap<>(Closing.class);

  BatchMeters(Meters meters) {
    size =
        meters.histogram(
            "warren_batch_size", "Frames in one run of the engine", 1, 2, 4, 8, 16, 32, 64);
    for (Closing closing : Closing.values()) {
      closed.put(
          closing,
          meters.counter(
              "warren_batches_closed_total",
              "Batches that a lane took, by why they are no larger: full (as large as the engine"
                  + " takes), efficient (a larger one does not get more out of the engine),"
                  + " deadline (with one more a frame would have been late), idle (nothing else"
                  + " waited)",
              "reason",
              closing.label()));
    }
  }

  @Override
  public void batchRan(int frames, long nanos) {
    size.record(frames);
  }

  @Override
  public void batchClosed(Closing closing) {
    closed.get(closing).increment();
  }
}
