package dev.warren.faults.ledger;

/**
 * A frame that was sent, and what may become of it.
 *
 * @param id its message id
 * @param level what its picture shows: the class id of the only detection; -1 where nobody knows
 * @param fate what may become of it
 */
public record Frame(String id, int level, Fate fate) {
  /** What may become of a frame that the broker has confirmed. */
  public enum Fate {
    /** Exactly one outcome: detected. */
    DETECTED,
    /** Refused by the worker, with a reason. */
    FAILED,
    /** Detected, or skipped for being late. */
    MAY_BE_LATE,
    /** The same, or given up without an answer while the broker takes none. */
    MAY_BE_SHED,
    /** Any outcome but a detection, or the dead letters: it kills workers. */
    POISON,
    /** Answered to somebody who is not there. */
    NOBODY
  }
}
