package dev.warren.loadtest.gateway;

import static java.util.Objects.requireNonNull;

import dev.warren.protocol.Freshness;
import java.time.Duration;

/**
 * What a gateway sends and how fast.
 *
 * @param run first part of every message id, different for every run
 * @param model which model looks at the frames
 * @param fps frames per second of each camera; 0 for as fast as the broker confirms
 * @param count frames in total; 0 for no limit
 * @param duration how long; null for no limit
 * @param ttl how long a frame is worth an answer; null for always
 * @param freshness what happens to a frame when a newer one of its camera waits
 * @param onFull what happens while the broker takes no more
 * @param maxWaiting frames held back while the broker takes no more
 */
public record GatewayConfig(
    String run,
    String model,
    double fps,
    long count,
    Duration duration,
    Duration ttl,
    Freshness freshness,
    OnFull onFull,
    int maxWaiting) {
  public GatewayConfig {
    requireNonNull(run, "run");
    requireNonNull(model, "model");
    requireNonNull(freshness, "freshness");
    requireNonNull(onFull, "onFull");
    if (!(fps >= 0 && fps <= 100_000)) {
      throw new IllegalArgumentException("fps not in 0..100000: " + fps);
    }
    if (count < 0) throw new IllegalArgumentException("count < 0: " + count);
    if (duration != null && duration.isNegative()) {
      throw new IllegalArgumentException("duration < 0: " + duration);
    }
    if (ttl != null && ttl.toMillis() < 1) throw new IllegalArgumentException("ttl < 1 ms: " + ttl);
    if (maxWaiting < 1) throw new IllegalArgumentException("maxWaiting < 1: " + maxWaiting);
    if (fps == 0 && onFull == OnFull.DROP) {
      throw new IllegalArgumentException("onFull drop needs a pace: fps is 0");
    }
  }
}
