package dev.warren.protocol;

/**
 * Circumstances of one delivery. They travel as headers, never in the body, so that a repeated
 * result has the same bytes.
 *
 * @param worker name of the worker, or null
 * @param engine name of the engine, or null
 * @param batchSize frames in the batch, or null if none ran
 * @param attempt 1 for the first processing attempt, or null
 * @param ageMs from capture (if known, else arrival) to publication, or null
 * @param timings where the time went, or null
 * @param traceparent W3C trace context, or null
 * @param tracestate W3C trace state, or null
 */
public record ResultHeaders(
    String worker,
    String engine,
    Integer batchSize,
    Integer attempt,
    Long ageMs,
    Timings timings,
    String traceparent,
    String tracestate) {
  /** Nothing is known. */
  public static final ResultHeaders NONE =
      new ResultHeaders(null, null, null, null, null, null, null, null);

  /** Without a trace state. */
  public ResultHeaders(
      String worker,
      String engine,
      Integer batchSize,
      Integer attempt,
      Long ageMs,
      Timings timings,
      String traceparent) {
    this(worker, engine, batchSize, attempt, ageMs, timings, traceparent, null);
  }
}
