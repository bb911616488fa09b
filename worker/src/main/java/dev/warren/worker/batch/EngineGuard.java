package dev.warren.worker.batch;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.lifecycle.SteadyClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * Whether one engine can be trusted, as all of its lanes have found it: a circuit breaker that
 * opens when so many runs in a row have failed, whichever lanes they were on, and that lets one
 * trial through after a while. Thread-safe.
 */
public final class EngineGuard implements AutoCloseable {
  private final GuardConfig config;
  private final CircuitBreakerRegistry registry;
  private final CircuitBreaker breaker;
  private EngineException lastFailure;

  private EngineGuard(GuardConfig config, CircuitBreakerRegistry registry, CircuitBreaker breaker) {
    this.config = config;
    this.registry = registry;
    this.breaker = breaker;
  }

  /**
   * @param engine the engine's name, which the breaker has in {@code registry}; with a number where
   *     another engine of this name is there already
   * @param registry shows the breaker's state to whoever exports metrics, until {@link #close}
   */
  public static EngineGuard of(String engine, GuardConfig config, CircuitBreakerRegistry registry) {
    return of(engine, config, registry, new SteadyClock());
  }

  static EngineGuard of(
      String engine, GuardConfig config, CircuitBreakerRegistry registry, Clock clock) {
    CircuitBreakerConfig rules =
        CircuitBreakerConfig.custom()
            .slidingWindow(
                config.engineFailures(), config.engineFailures(), SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(100)
            .waitDurationInOpenState(config.engineRetryAfter())
            .permittedNumberOfCallsInHalfOpenState(1)
            .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
            .clock(clock)
            .build();
    synchronized (registry) { // two workers of one process may look for a name at one time
      String name = engine;
      for (int n = 2; registry.find(name).isPresent(); n++) name = engine + "-" + n;
      return new EngineGuard(config, registry, registry.circuitBreaker(name, rules));
    }
  }

  /** The breaker's name, of no other engine in this process. */
  public String name() {
    return breaker.getName();
  }

  GuardConfig config() {
    return config;
  }

  /** A run has succeeded. */
  synchronized void ran(long nanos) {
    // While the engine is broken only trials count, not what a lane had begun before.
    if (!isBroken()) breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  /** A run has failed, and no frame was to blame. */
  synchronized void failed(long nanos, EngineException failure) {
    lastFailure = failure;
    if (!isBroken()) breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
  }

  /** Broken, whatever other lanes find. */
  synchronized void condemn() {
    if (!isBroken()) breaker.transitionToOpenState();
  }

  /** While true no frame is to be run. */
  boolean isBroken() {
    return breaker.getState() != State.CLOSED;
  }

  /** Whether it is time to try a broken engine once more; then comes {@link #tried}. */
  synchronized boolean mayTry() {
    return breaker.tryAcquirePermission();
  }

  /**
   * A trial of a broken engine has ended.
   *
   * @param failure null when it has succeeded
   */
  synchronized void tried(long nanos, EngineException failure) {
    if (failure == null) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    } else {
      lastFailure = failure;
      breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    }
  }

  /** One line for a person. */
  synchronized String reason() {
    return "%s fails whatever it runs: %s"
        .formatted(name(), lastFailure == null ? "unknown" : lastFailure.getMessage());
  }

  /** The engine is gone. */
  @Override
  public void close() {
    synchronized (registry) {
      registry.remove(name());
    }
  }
}
