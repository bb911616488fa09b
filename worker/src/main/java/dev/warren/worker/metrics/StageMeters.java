package dev.warren.worker.metrics;

import dev.warren.protocol.Timings;
import java.util.function.Function;

/**
 * Where the time goes: {@code run} once per batch, {@code broker_wait} once per frame that comes,
 * the other stages once per frame that passes them.
 */
final class StageMeters implements WorkerMetrics {
  private final Times brokerWait;
  private final Times fetch;
  private final Times decode;
  private final Times batchWait;
  private final Times run;
  private final Times postprocess;
  private final Times confirm;

  StageMeters(Meters meters) {
    Function<String, Times> stages = stages(meters);
    brokerWait = stages.apply("broker_wait");
    fetch = stages.apply("fetch");
    decode = stages.apply("decode");
    batchWait = stages.apply("batch_wait");
    run = stages.apply("run");
    postprocess = stages.apply("postprocess");
    confirm = stages.apply("confirm");
  }

  private static Function<String, Times> stages(Meters meters) {
    return meters.timesBy(
        "stage",
        "warren_stage_seconds",
        "Time in one stage: broker_wait (from capture to arrival, of every frame that comes"
            + " and says when that was; by two machines' clocks: 0 where they make it negative,"
            + " left out beyond a day either way), fetch (an image by reference), decode,"
            + " batch_wait, run, postprocess, confirm; run once per batch, the others once per"
            + " frame that passes them");
  }

  @Override
  public void imageFetched(int sizeBytes, long nanos) {
    fetch.took(nanos);
  }

  @Override
  public void frameDecoded(long nanos) {
    decode.took(nanos);
  }

  @Override
  public void batchRan(int size, long nanos) {
    run.took(nanos);
  }

  @Override
  public void replyConfirmed(long nanos) {
    confirm.took(nanos);
  }

  /** Also of those that are skipped then, for they may have waited longest. */
  @Override
  public void frameDated(long sinceCaptureMs) {
    brokerWait.sinceCapture(sinceCaptureMs);
  }

  /** What is left once the others are known; decoding and run come from their stages. */
  @Override
  public void frameTimed(Timings timings) {
    if (timings.batchWaitMs() != null) batchWait.tookMillis(timings.batchWaitMs());
    if (timings.postprocessMs() != null) postprocess.tookMillis(timings.postprocessMs());
  }
}
