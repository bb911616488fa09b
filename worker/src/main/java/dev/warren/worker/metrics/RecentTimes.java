package dev.warren.worker.metrics;

import dev.warren.protocol.Timings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * How long each stage took and how large the batches were in the last ten to twenty seconds, for
 * people who look; programs have {@link PrometheusMetrics}. Thread-safe.
 */
public final class RecentTimes implements WorkerMetrics {
  private static final double MICROS_PER_MS = 1e3;

  /** Longer ones count as this long. */
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(10);

  /** More than any engine takes; with three digits each size up to it counts by itself. */
  private static final int LARGEST_BATCH = 2047;

  /** In the order in which a frame passes them, under the names of the metrics. */
  private static final List<String> STAGES =
      List.of("broker_wait", "decode", "batch_wait", "run", "postprocess", "confirm");

  private final Map<String, RollingHistogram> stages = new LinkedHashMap<>();
  private final RollingHistogram batches;

  /**
   * In milliseconds; 0 where there was nothing.
   *
   * @param count of the times
   */
  public record Percentiles(long count, double p50Ms, double p99Ms) {
    static Percentiles of(Histogram micros) {
      return new Percentiles(
          micros.getTotalCount(),
          micros.getValueAtPercentile(50) / MICROS_PER_MS,
          micros.getValueAtPercentile(99) / MICROS_PER_MS);
    }
  }

  public RecentTimes(LongSupplier nanoClock) {
    STAGES.forEach(stage -> stages.put(stage, new RollingHistogram(nanoClock, MOST_MICROS, 2)));
    batches = new RollingHistogram(nanoClock, LARGEST_BATCH, 3);
  }

  /** By stage, in the order in which a frame passes them, under the names of the metrics. */
  public Map<String, Percentiles> stages() {
    Map<String, Percentiles> percentiles = new LinkedHashMap<>();
    stages.forEach((stage, times) -> percentiles.put(stage, Percentiles.of(times.values())));
    return percentiles;
  }

  /** Runs of the engine by batch size: the first is of size 1. */
  public List<Long> batches() {
    Histogram sizes = batches.values();
    return LongStream.rangeClosed(1, sizes.getMaxValue()).mapToObj(sizes::getCountAtValue).toList();
  }

  @Override
  public void frameDated(long sinceCaptureMs) {
    if (SinceCapture.isCredible(sinceCaptureMs)) took("broker_wait", (double) sinceCaptureMs);
  }

  @Override
  public void frameDecoded(long nanos) {
    took("decode", nanos);
  }

  @Override
  public void batchRan(int size, long nanos) {
    took("run", nanos);
    batches.record(size);
  }

  @Override
  public void frameTimed(Timings timings) {
    took("batch_wait", timings.batchWaitMs());
    took("postprocess", timings.postprocessMs());
  }

  @Override
  public void replyConfirmed(long nanos) {
    took("confirm", nanos);
  }

  private void took(String stage, Double millis) {
    if (millis != null) stages.get(stage).record(Math.round(millis * MICROS_PER_MS));
  }

  private void took(String stage, long nanos) {
    stages.get(stage).record(nanos / 1_000);
  }
}
