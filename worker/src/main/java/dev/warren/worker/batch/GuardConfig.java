package dev.warren.worker.batch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When an engine counts as broken.
 *
 * @param engineFailures runs in a row that fail, the last of them on blank images
 * @param engineRetryAfter how long a broken engine is left alone before it is tried again
 * @param runTimeout how long one run may take until its device counts as lost; 0 for ever
 */
public record GuardConfig(int engineFailures, Duration engineRetryAfter, Duration runTimeout) {
  private static final int MAX_FAILURES = 1_000;
  private static final Duration MIN_RETRY = Duration.ofMillis(10);
  private static final Duration MAX_RETRY = Duration.ofHours(1);

  private static final Duration MIN_RUN = Duration.ofSeconds(1);
  private static final Duration MAX_RUN = Duration.ofHours(1);

  public static final GuardConfig DEFAULT =
      new GuardConfig(3, Duration.ofSeconds(5), Duration.ofSeconds(60));

  public GuardConfig {
    requireNonNull(engineRetryAfter, "engineRetryAfter");
    requireNonNull(runTimeout, "runTimeout");
    if (engineFailures < 1 || engineFailures > MAX_FAILURES) {
      throw new IllegalArgumentException(
          "engineFailures not in 1.." + MAX_FAILURES + ": " + engineFailures);
    }
    if (engineRetryAfter.compareTo(MIN_RETRY) < 0 || engineRetryAfter.compareTo(MAX_RETRY) > 0) {
      throw new IllegalArgumentException(
          "engineRetryAfter not within 10 ms and 1 h: " + engineRetryAfter);
    }
    if (!runTimeout.isZero()
        && (runTimeout.compareTo(MIN_RUN) < 0 || runTimeout.compareTo(MAX_RUN) > 0)) {
      throw new IllegalArgumentException("runTimeout not 0 or within 1 s and 1 h: " + runTimeout);
    }
  }
}
