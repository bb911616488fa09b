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
   * @param detail for a person, by its first line: native libraries explain themselves over pages,
   *     and the log has the rest
   */
  public static Outcome failed(Ticket ticket, FailReason reason, String stage, String detail) {
    // Only what had nothing to do with the frame's content is worth sending again.
    boolean retryable =
        switch (reason) {
          case MALFORMED, OVERSIZE, UNSUPPORTED, ENGINE_ERROR -> false;
          case INTERNAL -> true;
        };
    String line = String.valueOf(detail).lines().findFirst().orElse("");
    FrameResult failed = new FrameResult.Failed(ticket.frame(), reason, stage, line, retryable);
    return new Outcome(ticket, failed, null, Timings.NONE);
  }
}
