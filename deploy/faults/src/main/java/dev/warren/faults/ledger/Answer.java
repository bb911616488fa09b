package dev.warren.faults.ledger;

/**
 * One result as it came.
 *
 * @param id of the frame
 * @param kind what became of the frame
 * @param level class id of the detection; -1 without one
 * @param digest of the body's bytes
 * @param sending tells two sendings of one result apart: worker, attempt and age
 * @param redelivered whether the broker says that it may have given us this very message before
 */
public record Answer(
    String id, Kind kind, int level, String digest, String sending, boolean redelivered) {
  /** Of the outcome. */
  public enum Kind {
    DETECTED,
    /** Skipped for its deadline. */
    LATE,
    /** Skipped for another reason. */
    SKIPPED,
    FAILED
  }
}
