package dev.warren.protocol;

import java.util.Set;

/**
 * Names of the AMQP headers of the contract. None begins with {@code x-}, which belongs to the
 * broker.
 */
public final class Headers {
  /** Request: camera name; the routing key's part after the model if absent. */
  public static final String CAMERA = "camera";

  /** Request: the publisher's running number of the frame. */
  public static final String SEQ = "seq";

  /** Request: when the picture was taken, epoch milliseconds. */
  public static final String CAPTURED_AT_MS = "captured_at_ms";

  /** Request: after this instant (epoch milliseconds) the answer is worthless. */
  public static final String DEADLINE_MS = "deadline_ms";

  /**
   * Request: lifetime in milliseconds, counted from {@link #CAPTURED_AT_MS}, else from arrival at
   * the worker.
   */
  public static final String TTL_MS = "ttl_ms";

  /** Request: a value of {@link Freshness}. */
  public static final String FRESHNESS = "freshness";

  /** Request: a value of {@link PriorityClass}. */
  public static final String PRIORITY_CLASS = "priority_class";

  /** Request and result: W3C trace context. */
  public static final String TRACEPARENT = "traceparent";

  /** Result: {@code detected}, {@code skipped} or {@code failed}. */
  public static final String STATUS = "status";

  /**
   * Result, unless detected: a value of {@link SkipReason} or {@link FailReason}. Moved frame: why,
   * likewise, or {@code crash_suspect}.
   */
  public static final String REASON = "reason";

  /** Result: which worker answered. */
  public static final String WORKER = "worker";

  /** Result: which engine answered. */
  public static final String ENGINE = "engine";

  /** Result: how many frames shared the batch. */
  public static final String BATCH_SIZE = "batch_size";

  /** Result and moved frame: 1 for the first processing attempt. */
  public static final String ATTEMPT = "attempt";

  /** Result: from capture (if known, else arrival) to publication, in milliseconds. */
  public static final String AGE_MS = "age_ms";

  /**
   * Result: a table of the keys of {@link #TIMINGS}, in milliseconds; stages that were not reached
   * are absent.
   */
  public static final String TIMINGS_MS = "timings_ms";

  /** Moved frame, as in a retry queue or the dead letters: the stage that gave up. */
  public static final String STAGE = "stage";

  /** Moved frame: what that stage said. */
  public static final String DETAIL = "detail";

  /** Moved frame: the queue that it was taken from. */
  public static final String ORIGIN = "origin";

  /** Moved frame: when, in epoch milliseconds. */
  public static final String MOVED_AT_MS = "moved_at_ms";

  /**
   * On arrival only, alone: this client put it in place of headers that cannot be read, and its
   * value says why. Such a message is malformed.
   */
  public static final String REFUSED = "warren_refused";

  /** Every header a request may carry. */
  public static final Set<String> REQUEST =
      Set.of(
          CAMERA, SEQ, CAPTURED_AT_MS, DEADLINE_MS, TTL_MS, FRESHNESS, PRIORITY_CLASS, TRACEPARENT);

  /** Every header a result may carry. */
  public static final Set<String> RESULT =
      Set.of(STATUS, REASON, WORKER, ENGINE, BATCH_SIZE, ATTEMPT, AGE_MS, TIMINGS_MS, TRACEPARENT);

  /** What a worker writes on a frame that it puts elsewhere. */
  public static final Set<String> MOVED =
      Set.of(REASON, STAGE, DETAIL, ATTEMPT, ORIGIN, MOVED_AT_MS);

  /** Keys of the table {@link #TIMINGS_MS}. */
  public static final Set<String> TIMINGS =
      Set.of(
          Timings.BROKER_WAIT,
          Timings.DECODE,
          Timings.BATCH_WAIT,
          Timings.INFERENCE,
          Timings.POSTPROCESS);

  private Headers() {}
}
