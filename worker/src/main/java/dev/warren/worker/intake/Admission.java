package dev.warren.worker.intake;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.FrameLimits;
import dev.warren.protocol.ReplyPolicy;
import dev.warren.worker.reference.ReferenceConfig;

/**
 * What a publisher of frames may ask for.
 *
 * @param limits bounds on a message before it is taken apart
 * @param replies to which queues
 * @param references which images may be fetched
 */
public record Admission(FrameLimits limits, ReplyPolicy replies, ReferenceConfig references) {
  public Admission {
    requireNonNull(limits, "limits");
    requireNonNull(replies, "replies");
    requireNonNull(references, "references");
  }
}
