package dev.warren.worker.intake;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the clocks of publishers are behind ours, by camera. A frame of a clock that is behind
 * looks like one that has waited, and would be skipped as late. What is known of the wait tells
 * them apart: the broker's own time on the message, or how long the frame can have waited at most.
 * And no frame comes before it was captured. Bounded; thread-safe.
 */
final class PublisherClocks {
  /** Below this it may be the way from the lens to the broker. */
  static final long TOLERATED_MS = 5_000;

  /** Waits up to this do not count. */
  private static final long PROMPT_MS = 1_000;

  private static final int MAX_CAMERAS = 1_000;

  /**
   * What is known of one clock.
   *
   * @param behindMs of our clock; negative when it is ahead
   * @param doubtMs what frames say that came later, where that is something else
   * @param doubtSinceMs when they began to; our clock
   */
  private record Clock(long behindMs, long doubtMs, long doubtSinceMs) {
    static Clock of(long behindMs) {
      return new Clock(behindMs, behindMs, 0);
    }

    /**
     * A clock that was right may have been set wrong; but rather its gateway was cut off, and sends
     * old frames now. Those are over soon.
     */
    Clock heard(long sampleMs, long nowMs) {
      boolean mayBeOld = sampleMs > TOLERATED_MS && !isOff(behindMs);
      if (!mayBeOld) return of(sampleMs);
      if (!isOff(doubtMs) || isOff(sampleMs - doubtMs)) return new Clock(behindMs, sampleMs, nowMs);
      return nowMs - doubtSinceMs < TOLERATED_MS ? this : of(sampleMs);
    }
  }

  /** Least recently used first. */
  private final Map<String, Clock> clocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Clock> eldest) {
          return size() > MAX_CAMERAS;
        }
      };

  private static boolean isOff(long millis) {
    return Math.abs(millis) > TOLERATED_MS;
  }

  /**
   * By how much the times in a frame have to be moved to be ours: 0 where its clock is about right,
   * or nothing is known.
   *
   * @param writtenMs when the publisher took or sent it, by its clock, or null
   * @param queuedMs when the broker got it, or null where it does not say
   * @param receivedMs when it came to us
   * @param longestWaitMs how long it can have waited at the broker, {@link QueueWait#UNKNOWN_MS}
   *     where nobody knows
   */
  synchronized long behindMs(
      String camera, Long writtenMs, Long queuedMs, long receivedMs, long longestWaitMs) {
    Clock known = clocks.get(camera);
    Long sample = null;
    if (writtenMs != null && queuedMs != null) sample = queuedMs - writtenMs;
    else if (writtenMs != null) sample = sample(known, receivedMs - writtenMs, longestWaitMs);
    if (sample != null) {
      known = known == null ? Clock.of(sample) : known.heard(sample, receivedMs);
      clocks.put(camera, known);
    }
    return known != null && isOff(known.behindMs()) ? known.behindMs() : 0;
  }

  /** What a frame of this age says of its clock, or null if nothing that is new. */
  private static Long sample(Clock known, long ageMs, long longestWaitMs) {
    if (ageMs < -TOLERATED_MS || longestWaitMs <= PROMPT_MS) return ageMs;
    // Saturated: the wait may be unknown, and the age is a stranger's.
    boolean mayHaveWaited = longestWaitMs >= ageMs - TOLERATED_MS;
    if (mayHaveWaited) return null;
    if (known == null) return ageMs;
    long waitedMs = ageMs - known.behindMs(); // if the clock still is as it was
    boolean isExplained = waitedMs >= -TOLERATED_MS && waitedMs <= longestWaitMs + TOLERATED_MS;
    return isExplained ? null : Long.valueOf(ageMs);
  }
}
