package dev.warren.worker.metrics;

import dev.warren.protocol.Timings;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Where the time goes: {@code run} once per batch, the other stages once per frame. */
final class StageMeters implements WorkerMetrics {
  private static final double NANOS_PER_MS = 1e6;

  private final Timer brokerWait;
  private final Timer fetch;
  private final Timer decode;
  private final Timer batchWait;
  private final Timer run;
  private final Timer postprocess;
  private final Timer confirm;

  StageMeters(Meters meters) {
    brokerWait = timer(meters, "broker_wait");
    fetch = timer(meters, "fetch");
    decode = timer(meters, "decode");
    batchWait = timer(meters, "batch_wait");
    run = timer(meters, "run");
    postprocess = timer(meters, "postprocess");
    confirm = timer(meters, "confirm");
  }

  private static Timer timer(Meters meters, String stage) {
    return meters.times(
        "warren_stage_seconds",
        "Time in one stage: broker_wait (from capture to arrival, by two machines' clocks), fetch"
            + " (an image by reference), decode, batch_wait, run, postprocess, confirm; run once"
            + " per batch, fetch per image that was fetched, the others once per frame",
        "stage",
        stage);
  }

  @Override
  public void imageFetched(int sizeBytes, long nanos) {
    fetch.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void frameDecoded(long nanos) {
    decode.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void batchRan(int size, long nanos) {
    run.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void replyConfirmed(long nanos) {
    confirm.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What is left once the others are known; decoding and run come from their stages. */
  @Override
  public void frameTimed(Timings timings) {
    record(brokerWait, timings.brokerWaitMs());
    record(batchWait, timings.batchWaitMs());
    record(postprocess, timings.postprocessMs());
  }

  private static void record(Timer stage, Double millis) {
    if (millis != null) stage.record(Math.round(millis * NANOS_PER_MS), TimeUnit.NANOSECONDS);
  }
}
