package dev.warren.protocol;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What became of a frame: every confirmed frame ends in exactly one kind. Holds facts only, see
 * {@link ResultHeaders}.
 */
public sealed interface FrameResult {
  /** Which frame. */
  FrameRef frame();

  /** Value of the AMQP property {@code type} and the body field {@code schema}. */
  String type();

  /** {@code detected}, {@code skipped} or {@code failed}. */
  String status();

  /**
   * The model looked at it.
   *
   * @param frame which frame
   * @param image size of the upright picture
   * @param detections what was found, best first; may be empty
   */
  record Detected(FrameRef frame, ImageSize image, List<Detection> detections)
      implements FrameResult {
    /** Copies the list. */
    public Detected {
      requireNonNull(frame, "frame");
      requireNonNull(image, "image");
      detections = List.copyOf(detections);
    }

    @Override
    public String type() {
      return MessageTypes.DETECTED;
    }

    @Override
    public String status() {
      return "detected";
    }
  }

  /**
   * Deliberately not looked at.
   *
   * @param frame which frame
   * @param reason why
   */
  record Skipped(FrameRef frame, SkipReason reason) implements FrameResult {
    public Skipped {
      requireNonNull(frame, "frame");
      requireNonNull(reason, "reason");
    }

    @Override
    public String type() {
      return MessageTypes.SKIPPED;
    }

    @Override
    public String status() {
      return "skipped";
    }
  }

  /**
   * Could not be looked at.
   *
   * @param frame which frame
   * @param reason why, for machines
   * @param stage where: intake, decode, engine, ...
   * @param detail why, for people; cut to {@link #MAX_DETAIL_CHARS}; no stack traces, paths or
   *     secrets
   * @param retryable whether the same frame may succeed when sent again
   */
  record Failed(FrameRef frame, FailReason reason, String stage, String detail, boolean retryable)
      implements FrameResult {
    /** Longest {@code detail}. */
    public static final int MAX_DETAIL_CHARS = 500;

    /** Checks for null and cuts {@code detail}. */
    public Failed {
      requireNonNull(frame, "frame");
      requireNonNull(reason, "reason");
      requireNonNull(stage, "stage");
      requireNonNull(detail, "detail");
      if (detail.length() > MAX_DETAIL_CHARS) detail = cut(detail);
    }

    @Override
    public String type() {
      return MessageTypes.FAILED;
    }

    @Override
    public String status() {
      return "failed";
    }

    private static String cut(String detail) {
      boolean splitsPair = Character.isHighSurrogate(detail.charAt(MAX_DETAIL_CHARS - 1));
      return detail.substring(0, splitsPair ? MAX_DETAIL_CHARS - 1 : MAX_DETAIL_CHARS);
    }
  }
}
