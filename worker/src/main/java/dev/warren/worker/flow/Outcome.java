package dev.warren.worker.flow;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.FailReason;
import dev.warren.protocol.FrameResult;
import dev.warren.protocol.SkipReason;
import dev.warren.protocol.Timings;

/**
 * How a frame ended, on its way to the broker.
 *
 * @param batchSize frames in the batch that it ran in, or null when it never ran
 */
public record Outcome(Ticket ticket, FrameResult result, Integer batchSize, Timings timings) {
  private static final int MAX_DETAIL = 500;

  public Outcome {
    requireNonNull(ticket, "ticket");
    requireNonNull(result, "result");
    requireNonNull(timings, "timings");
  }

  public static Outcome skipped(Ticket ticket, SkipReason reason) {
    return new Outcome(ticket, new FrameResult.Skipped(ticket.frame(), reason), null, Timings.NONE);
  }

  /**
   * @param stage the package that gave up, e.g. {@code decode}
   * @param detail one line for a person
   */
  public static Outcome failed(Ticket ticket, FailReason reason, String stage, String detail) {
    // Only what had nothing to do with the frame's content is worth sending again.
    boolean retryable =
        switch (reason) {
          case MALFORMED, OVERSIZE, UNSUPPORTED, ENGINE_ERROR -> false;
          case INTERNAL -> true;
        };
    return new Outcome(
        ticket,
        new FrameResult.Failed(ticket.frame(), reason, stage, oneLine(detail), retryable),
        null,
        Timings.NONE);
  }

  /** Native libraries explain themselves over pages; the log has the rest. */
  private static String oneLine(String detail) {
    String line = String.valueOf(detail).lines().findFirst().orElse("");
    if (line.length() <= MAX_DETAIL) return line;
    boolean splits = Character.isHighSurrogate(line.charAt(MAX_DETAIL - 1));
    return line.substring(0, splits ? MAX_DETAIL - 1 : MAX_DETAIL);
  }
}
