package dev.warren.worker.broker;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: up to twice as long each time, at random below that, so
 * that workers which have lost one broker do not come back all at one moment. Not thread-safe.
 */
final class Backoff {
  /** What somebody has to mend is not mended within moments, and each attempt is in his log. */
  private static final Duration FIRST_WHEN_REFUSED = Duration.ofSeconds(1);

  /** ... but once it is, frames that wait shall not wait much longer. */
  private static final Duration LAST_WHEN_REFUSED = Duration.ofSeconds(5);

  /** A session that lived as long has come about: the attempts before it count no more. */
  private static final Duration SOUND = Duration.ofSeconds(1);

  /** Of the whole wait; without it a broker that refuses at once would be asked without end. */
  private static final double LEAST_SHARE = 0.1;

  /** Beyond this no wait grows any more: 2^20 times the shortest is more than any longest. */
  private static final int MOST_DOUBLINGS = 20;

  private final IntervalFunction usual;
  private final IntervalFunction refused;
  private final RandomGenerator random;
  private int attempts;

  Backoff(SessionConfig config, RandomGenerator random) {
    this.usual = doubling(config.firstRetry(), config.lastRetry());
    Duration last = min(LAST_WHEN_REFUSED, config.lastRetry());
    this.refused = doubling(min(FIRST_WHEN_REFUSED, last), last);
    this.random = random;
  }

  private static IntervalFunction doubling(Duration first, Duration last) {
    return IntervalFunction.ofExponentialBackoff(first, 2, last);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /**
   * The wait after an attempt that failed or a session that ended.
   *
   * @param lived how long the session was there, zero if it never was
   */
  Duration after(Trouble trouble, Duration lived) {
    attempts = lived.compareTo(SOUND) >= 0 ? 1 : Math.min(attempts + 1, MOST_DOUBLINGS);
    IntervalFunction waits = trouble.kind() == Trouble.Kind.REFUSED ? refused : usual;
    double share = LEAST_SHARE + (1 - LEAST_SHARE) * random.nextDouble();
    return Duration.ofMillis(Math.max(1, (long) (waits.apply(attempts) * share)));
  }
}
