package dev.warren.worker;

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

  /** Answers to queues that are a requester's own, and nothing fetched. */
  public static PublisherRights of(Topology topology) {
    return new PublisherRights(ReplyPolicy.usual(topology), ReferenceConfig.NONE);
  }
}
