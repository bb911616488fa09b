package dev.warren.protocol;

/**
 * A message that breaks the request contract. Carries what could be read of it, so that a {@code
 * failed} result can still be sent. The text names the field, the rule and the value, without
 * control characters.
 */
public final class MalformedFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailReason reason;
  private final String field;
  private final transient FrameRef frame;
  private final String replyTo;
  private final String correlationId;

  MalformedFrameException(
      FailReason reason,
      String field,
      String problem,
      FrameRef frame,
      String replyTo,
      String correlationId) {
    super(field + " " + problem, null, false, false);
    this.reason = reason;
    this.field = field;
    this.frame = frame;
    this.replyTo = replyTo;
    this.correlationId = correlationId;
  }

  /**
   * A frame that could be read, and cannot be used all the same.
   *
   * @param problem the rule and the value, in one line without control characters
   */
  public static MalformedFrameException refusing(
      FrameRequest frame, FailReason reason, String field, String problem) {
    return new MalformedFrameException(
        reason, field, problem, frame.ref(null), frame.replyTo(), frame.correlationId());
  }

  /** MALFORMED, OVERSIZE or UNSUPPORTED. */
  public FailReason reason() {
    return reason;
  }

  /**
   * Property, header or part that is wrong, as on the wire: {@code message_id}, {@code
   * deadline_ms}, {@code body}.
   */
  public String field() {
    return field;
  }

  /** What could be read; {@code requestId} may be "", {@code modelVersion} is null. */
  public FrameRef frame() {
    return frame;
  }

  /** Where the result should go, or null for the detections exchange. */
  public String replyTo() {
    return replyTo;
  }

  /** What the result should repeat, or null. */
  public String correlationId() {
    return correlationId;
  }

  /** The answer: failed at intake, not worth repeating. */
  public FrameResult.Failed toResult() {
    return new FrameResult.Failed(frame, reason, "intake", getMessage(), false);
  }
}
