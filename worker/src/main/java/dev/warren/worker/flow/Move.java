package dev.warren.worker.flow;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;

/**
 * Where a frame goes, other than back to its queue, and why; the frame carries the reason along.
 *
 * @param reason for machines, one word
 * @param stage which gave it up
 * @param detail one line for a person
 */
public record Move(Place place, String reason, String stage, String detail) {
  /** Reason of a frame that may have ended the processes that held it. */
  public static final String CRASH_SUSPECT = "crash_suspect";

  public enum Place {
    /** Comes again after a while. */
    RETRY("retry"),
    /** Taken by a worker that holds nothing else. */
    QUARANTINE("quarantine"),
    /** Kept for a person to look at. */
    DEAD_LETTERS("dead_letters");

    private final String wire;

    Place(String wire) {
      this.wire = wire;
    }

    /** As metrics and logs call it. */
    public String wire() {
      return wire;
    }
  }

  public Move {
    requireNonNull(place, "place");
    requireNonNull(reason, "reason");
    requireNonNull(stage, "stage");
    requireNonNull(detail, "detail");
  }

  /** For what an outcome says. */
  public static Move of(Place place, FrameResult.Failed failed) {
    FailReason reason = failed.reason();
    return new Move(place, reason.wire(), failed.stage(), failed.detail());
  }

  /**
   * @param losses how often the frame came back without an outcome
   */
  public static Move suspect(int losses) {
    String detail = "came back " + losses + " times without an outcome";
    return new Move(Place.QUARANTINE, CRASH_SUSPECT, "intake", detail);
  }
}
