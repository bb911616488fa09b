package dev.warren.protocol;

/** Values of the AMQP property {@code type}; the last part is the major version. */
public final class MessageTypes {
  /** A frame to be looked at. */
  public static final String DETECT = "vision.detect.v1";

  /** A result with detections, possibly none. */
  public static final String DETECTED = "vision.detected.v1";

  /** A result for a frame that was deliberately not looked at. */
  public static final String SKIPPED = "vision.skipped.v1";

  /** A result for a frame that could not be looked at. */
  public static final String FAILED = "vision.failed.v1";

  private MessageTypes() {}
}
