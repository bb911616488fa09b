package dev.warren.worker.broker;

import java.time.Duration;

/**
 * @param startupTimeout how long the first session may take to come about; zero for one attempt
 * @param firstRetry about the wait after the first attempt that failed; doubles
 * @param lastRetry the longest such wait
 * @param stallAfter how long nothing may come from a queue in which frames wait
 */
public record SessionConfig(
    Duration startupTimeout, Duration firstRetry, Duration lastRetry, Duration stallAfter) {
  private static final Duration LONGEST = Duration.ofDays(1);

  public static final SessionConfig DEFAULT =
      new SessionConfig(
          Duration.ofSeconds(30),
          Duration.ofMillis(200),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));

  public SessionConfig {
    if (startupTimeout.isNegative() || startupTimeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("startupTimeout not in 0s..24h: " + startupTimeout);
    }
    if (firstRetry.toMillis() < 10) {
      throw new IllegalArgumentException("firstRetry < 10 ms: " + firstRetry);
    }
    if (lastRetry.compareTo(firstRetry) < 0 || lastRetry.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "lastRetry not in %s..24h: %s".formatted(firstRetry, lastRetry));
    }
    if (stallAfter.toMillis() < 100 || stallAfter.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("stallAfter not in 100 ms..24 h: " + stallAfter);
    }
  }

  /** The same with another time for the first session. */
  public SessionConfig withStartupTimeout(Duration timeout) {
    return new SessionConfig(timeout, firstRetry, lastRetry, stallAfter);
  }
}
