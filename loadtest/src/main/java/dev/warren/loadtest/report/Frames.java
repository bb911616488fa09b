package dev.warren.loadtest.report;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The account of a run, warm-up included. Each published frame is confirmed or unconfirmed; each
 * confirmed one is answered once (detected, skipped, failed) or unanswered.
 *
 * @param unconfirmed not taken by the broker, or without its confirm when the run ended
 * @param unroutable of these, as many as no queue is bound for
 * @param refused of these, as many as the broker refused, usually because the queue is full
 * @param skipped by reason
 * @param failed by reason
 * @param unanswered confirmed, and no result by the end of the drain
 * @param queued of these, as many as waited in the queue of frames then; null where it could not be
 *     read
 * @param duplicated results beyond the first of their frame
 * @param differing those among them whose body is not the first one's, byte for byte
 * @param foreign results of frames that are not of this run
 * @param malformed messages that were no results
 * @param unsent frames that were due and never left, since the run was cut short
 */
public record Frames(
    long published,
    long confirmed,
    long unconfirmed,
    long unroutable,
    long refused,
    long detected,
    SortedMap<String, Long> skipped,
    SortedMap<String, Long> failed,
    long unanswered,
    Long queued,
    long duplicated,
    long differing,
    long foreign,
    long malformed,
    long unsent) {
  public Frames {
    skipped = new TreeMap<>(skipped);
    failed = new TreeMap<>(failed);
  }

  /**
   * Unanswered, and not in the queue: a worker may hold them, they may wait for another try or
   * among the dead letters, or be lost. Null where that cannot be told.
   */
  public Long unaccounted() {
    return queued == null ? null : unanswered - queued;
  }

  /**
   * Whether every frame that was due reached the broker and was answered, always with the same
   * answer.
   */
  public boolean isClean() {
    return unanswered == 0 && differing == 0 && unconfirmed == 0 && unsent == 0;
  }
}
