package dev.warren.faults.ledger;

/**
 * What became of all frames, in Jepsen's columns and a few more.
 *
 * @param attempted frames that were sent
 * @param acknowledged of these, confirmed by the broker
 * @param refused of these, said by the broker not to be taken
 * @param answered frames with at least one result
 * @param detected frames whose first result is a detection
 * @param skipped frames whose first result is a skip
 * @param failed frames whose first result is a failure
 * @param lost acknowledged, without a result, and nowhere to be found
 * @param unexpected results to frames that nobody has sent
 * @param duplicated results beyond a frame's first
 * @param differing frames with results of different bytes, or with a detection of another picture
 * @param recovered answered although the broker never confirmed them
 * @param misjudged frames with an outcome that they do not deserve, as a good frame that failed
 * @param deadLettered frames found in the dead letters
 * @param innocentsDeadLettered of these, those that have done no harm
 * @param quarantined frames left in quarantine without a result
 */
public record Account(
    long attempted,
    long acknowledged,
    long refused,
    long answered,
    long detected,
    long skipped,
    long failed,
    long lost,
    long unexpected,
    long duplicated,
    long differing,
    long recovered,
    long misjudged,
    long deadLettered,
    long innocentsDeadLettered,
    long quarantined) {
  public static final Account NONE = new Account(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public Account plus(Account o) {
    return new Account(
        attempted + o.attempted,
        acknowledged + o.acknowledged,
        refused + o.refused,
        answered + o.answered,
        detected + o.detected,
        skipped + o.skipped,
        failed + o.failed,
        lost + o.lost,
        unexpected + o.unexpected,
        duplicated + o.duplicated,
        differing + o.differing,
        recovered + o.recovered,
        misjudged + o.misjudged,
        deadLettered + o.deadLettered,
        innocentsDeadLettered + o.innocentsDeadLettered,
        quarantined + o.quarantined);
  }
}
