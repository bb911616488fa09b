package dev.warren.protocol;

/**
 * Where the time went, in milliseconds; null for a stage that was not reached.
 *
 * @param brokerWaitMs from publication (capture) to arrival at the worker, or null
 * @param decodeMs decoding and scaling, or null
 * @param batchWaitMs waiting for company and for a free lane, or null
 * @param inferenceMs the batch's time in the engine, or null
 * @param postprocessMs making detections of raw output, or null
 */
public record Timings(
    Double brokerWaitMs,
    Double decodeMs,
    Double batchWaitMs,
    Double inferenceMs,
    Double postprocessMs) {
  /** No stage was reached. */
  public static final Timings NONE = new Timings(null, null, null, null, null);

  static final String BROKER_WAIT = "broker_wait";
  static final String DECODE = "decode";
  static final String BATCH_WAIT = "batch_wait";
  static final String INFERENCE = "inference";
  static final String POSTPROCESS = "postprocess";
}
