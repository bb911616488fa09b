package dev.warren.worker.publish;

import java.time.Duration;

/**
 * @param confirmTimeout how long a reply may stay unconfirmed before it is sent again; time under a
 *     broker's alarm does not count
 * @param maxTries how often a refused reply is sent before its frame goes back to the queue
 * @param backoff wait before the second try; doubles up to 5 s
 * @param ledger how many confirmed results are remembered, to answer their frames again should they
 *     come again; 0 for none
 * @param shedWhenBlocked whether frames that are late are settled without a reply while the broker
 *     takes none, so that a full disk can empty itself
 */
public record PublishConfig(
    Duration confirmTimeout, int maxTries, Duration backoff, int ledger, boolean shedWhenBlocked) {
  public static final PublishConfig DEFAULT =
      new PublishConfig(Duration.ofSeconds(30), 8, Duration.ofMillis(100), 10_000, false);

  /** More than this would hold half a gigabyte of keys alone. */
  private static final int MAX_LEDGER = 1_000_000;

  private static final long MAX_BACKOFF_MS = 5_000;

  public PublishConfig {
    if (confirmTimeout.isNegative() || confirmTimeout.isZero()) {
      throw new IllegalArgumentException("confirmTimeout <= 0: " + confirmTimeout);
    }
    if (maxTries < 1) throw new IllegalArgumentException("maxTries < 1: " + maxTries);
    if (backoff.isNegative()) throw new IllegalArgumentException("backoff < 0: " + backoff);
    if (ledger < 0 || ledger > MAX_LEDGER) {
      throw new IllegalArgumentException("ledger not in 0.." + MAX_LEDGER + ": " + ledger);
    }
  }

  public PublishConfig withLedger(int entries) {
    return new PublishConfig(confirmTimeout, maxTries, backoff, entries, shedWhenBlocked);
  }

  public PublishConfig withShedWhenBlocked(boolean sheds) {
    return new PublishConfig(confirmTimeout, maxTries, backoff, ledger, sheds);
  }

  /** Wait after the given number of tries. */
  long backoffMs(int tries) {
    return Math.min(MAX_BACKOFF_MS, backoff.toMillis() << Math.min(tries - 1, 10));
  }
}
