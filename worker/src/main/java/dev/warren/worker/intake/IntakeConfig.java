package dev.warren.worker.intake;

import java.time.Duration;

/**
 * @param prefetch frames that the worker may hold unanswered; the one back-pressure knob
 * @param choice the same while the frames are of a kind that may be skipped, at least the prefetch
 * @param drainTimeout how long a stop may take to finish the frames at hand
 * @param stallAfter how long nothing may come while frames wait in the queue
 */
public record IntakeConfig(
    String queue, int prefetch, int choice, Duration drainTimeout, Duration stallAfter) {
  public IntakeConfig {
    // A quorum queue refuses more (https://www.rabbitmq.com/docs/quorum-queues).
    if (prefetch < 1 || prefetch > 2_000) {
      throw new IllegalArgumentException("prefetch not in 1..2000: " + prefetch);
    }
    if (choice < prefetch || choice > 2_000) {
      throw new IllegalArgumentException("choice not in %d..2000: %d".formatted(prefetch, choice));
    }
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("drainTimeout < 0: " + drainTimeout);
    }
  }
}
