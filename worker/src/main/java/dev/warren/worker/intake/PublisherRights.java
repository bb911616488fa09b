package dev.warren.worker.intake;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.ReplyPolicy;
import dev.warren.protocol.Topology;
import dev.warren.worker.reference.ReferenceConfig;

/**
 * What whoever publishes frames may have the worker do, beside looking at images.
 *
 * @param replies write results to these queues
 * @param references fetch images from these places, of no more bytes than a frame may have
 */
public record PublisherRights(ReplyPolicy replies, ReferenceConfig references) {
  public PublisherRights {
    requireNonNull(replies, "replies");
    requireNonNull(references, "references");
  }

  /** Fetched images have no more bytes than this. */
  public PublisherRights withMaxBytes(int maxBytes) {
    return new PublisherRights(replies, references.withMaxBytes(maxBytes));
  }

  /** Answers to queues that are a requester's own, and nothing fetched. */
  public static PublisherRights of(Topology topology) {
    return new PublisherRights(ReplyPolicy.usual(topology), ReferenceConfig.NONE);
  }
}
