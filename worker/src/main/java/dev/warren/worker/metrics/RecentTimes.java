package dev.warren.worker.metrics;

import dev.warren.protocol.Timings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How long each stage took and how large the batches were in the last ten to twenty seconds, for
 * people who look; programs have {@link PrometheusMetrics}. Thread-safe.
 */
public final class RecentTimes implements WorkerMetrics {
  private static final double NANOS_PER_MS = 1e6;

  private final RollingTimes brokerWait;
  private final RollingTimes decode;
  private final RollingTimes batchWait;
  private final RollingTimes run;
  private final RollingTimes postprocess;
  private final RollingTimes confirm;
  private final RollingCounts batches;

  /**
   * In milliseconds; 0 where there was nothing.
   *
   * @param count of the times
   */
  public record Percentiles(long count, double p50Ms, double p99Ms) {}

  public RecentTimes() {
    this(System::nanoTime);
  }

  RecentTimes(LongSupplier nanoClock) {
    brokerWait = new RollingTimes(nanoClock);
    decode = new RollingTimes(nanoClock);
    batchWait = new RollingTimes(nanoClock);
    run = new RollingTimes(nanoClock);
    postprocess = new RollingTimes(nanoClock);
    confirm = new RollingTimes(nanoClock);
    batches = new RollingCounts(nanoClock);
  }

  /** By stage, in the order in which a frame passes them, under the names of the metrics. */
  public Map<String, Percentiles> stages() {
    Map<String, Percentiles> stages = new LinkedHashMap<>();
    stages.put("broker_wait", brokerWait.percentiles());
    stages.put("decode", decode.percentiles());
    stages.put("batch_wait", batchWait.percentiles());
    stages.put("run", run.percentiles());
    stages.put("postprocess", postprocess.percentiles());
    stages.put("confirm", confirm.percentiles());
    return stages;
  }

  /** Runs of the engine by batch size: the first is of size 1. */
  public List<Long> batches() {
    return new ArrayList<>(batches.counts());
  }

  @Override
  public void frameDated(long sinceCaptureMs) {
    if (SinceCapture.isCredible(sinceCaptureMs)) took(brokerWait, (double) sinceCaptureMs);
  }

  @Override
  public void frameDecoded(long nanos) {
    decode.took(nanos);
  }

  @Override
  public void batchRan(int size, long nanos) {
    run.took(nanos);
    batches.count(size);
  }

  @Override
  public void frameTimed(Timings timings) {
    took(batchWait, timings.batchWaitMs());
    took(postprocess, timings.postprocessMs());
  }

  @Override
  public void replyConfirmed(long nanos) {
    confirm.took(nanos);
  }

  private static void took(RollingTimes stage, Double millis) {
    if (millis != null) stage.took(Math.round(millis * NANOS_PER_MS));
  }
}
