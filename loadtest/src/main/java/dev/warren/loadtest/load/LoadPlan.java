package dev.warren.loadtest.load;

import static java.util.Objects.requireNonNull;

import dev.warren.loadtest.arrival.ArrivalPlan;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import java.time.Duration;

/**
 * What a run sends, and for how long.
 *
 * @param model which model looks at the frames
 * @param arrivals when frames leave; with {@code saturate}, only whose they are
 * @param saturate frames kept unanswered in a closed loop; 0 for an open one
 * @param ttl from the intended time to the deadline; null for none
 * @param freshness what happens to a frame when a newer one of its camera waits
 * @param priority who goes first
 * @param warmUp sent first and accounted for, but not measured
 * @param duration length of the window
 * @param drain longest wait for results after the last frame
 * @param maxOutstanding frames without confirm at most; beyond it the sender is held up
 */
public record LoadPlan(
    String model,
    ArrivalPlan arrivals,
    int saturate,
    Duration ttl,
    Freshness freshness,
    PriorityClass priority,
    Duration warmUp,
    Duration duration,
    Duration drain,
    int maxOutstanding) {
  /** Most frames of a run: what the accounting has room for. */
  public static final int MAX_FRAMES = Ledger.MAX_FRAMES;

  private static final double NANOS = 1e9;

  public LoadPlan {
    requireNonNull(model, "model");
    requireNonNull(arrivals, "arrivals");
    requireNonNull(freshness, "freshness");
    requireNonNull(priority, "priority");
    requireNonNull(drain, "drain");
    if (saturate < 0 || saturate > 100_000) {
      throw new IllegalArgumentException("saturate not in 0..100000: " + saturate);
    }
    if (ttl != null && ttl.toMillis() < 1) throw new IllegalArgumentException("ttl < 1 ms: " + ttl);
    if (warmUp.isNegative()) throw new IllegalArgumentException("warmUp < 0: " + warmUp);
    if (duration.toMillis() < 100) {
      throw new IllegalArgumentException("duration < 100 ms: " + duration);
    }
    if (maxOutstanding < 1) {
      throw new IllegalArgumentException("maxOutstanding < 1: " + maxOutstanding);
    }
    double frames = arrivals.fleet().rate() * warmUp.plus(duration).toNanos() / NANOS;
    if (saturate == 0 && frames > MAX_FRAMES) {
      throw new IllegalArgumentException(
          "duration gives more than " + MAX_FRAMES + " frames: " + duration);
    }
  }

  Window window() {
    return new Window(warmUp.toNanos(), warmUp.plus(duration).toNanos());
  }

  /** A second, or as much more as keeps the timeline at some hundred steps. */
  long timelineStepNanos() {
    long seconds = warmUp.plus(duration).toSeconds();
    return Math.max(1, (seconds + 599) / 600) * 1_000_000_000L;
  }
}
