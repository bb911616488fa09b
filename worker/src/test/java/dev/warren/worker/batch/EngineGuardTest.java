package dev.warren.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warren.worker.engine.EngineException;
import dev.warren.worker.testing.HandClock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineGuardTest {
  private static final EngineException FAILURE = new EngineException("out of order", null);

  private final HandClock clock = new HandClock();
  private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
  private final EngineGuard guard = guard("gpu");

  private EngineGuard guard(String engine) {
    GuardConfig config = new GuardConfig(3, Duration.ofSeconds(5), Duration.ZERO);
    return EngineGuard.of(engine, config, registry, clock);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) guard.failed(1, FAILURE);
  }

  @Test
  void isBrokenAfterSoManyFailuresInARow() {
    fail(2);
    guard.ran(1);
    fail(2);
    assertThat(guard.isBroken()).isFalse();
    fail(1);
    assertThat(guard.isBroken()).isTrue();
    assertThat(guard.reason()).isEqualTo("gpu fails whatever it runs: out of order");
  }

  @Test
  void aHundredGoodRunsBeforeDoNotHideAFailure() {
    for (int i = 0; i < 100; i++) guard.ran(1);
    fail(3);
    assertThat(guard.isBroken()).isTrue();
  }

  @Test
  void isTriedOnceEveryInterval() {
    fail(3);
    clock.advance(Duration.ofMillis(4_999));
    assertThat(guard.mayTry()).isFalse();
    clock.advance(Duration.ofMillis(2));
    assertThat(guard.mayTry()).isTrue();
    assertThat(guard.mayTry()).as("a second one beside the first").isFalse();
    guard.tried(1, FAILURE);
    assertThat(guard.isBroken()).isTrue();
    assertThat(guard.mayTry()).isFalse();
    clock.advance(Duration.ofMillis(5_001));
    assertThat(guard.mayTry()).isTrue();
    guard.tried(1, null);
    assertThat(guard.isBroken()).isFalse();
  }

  @Test
  void startsAfreshOnceItWorksAgain() {
    fail(3);
    clock.advance(Duration.ofMillis(5_001));
    assertThat(guard.mayTry()).isTrue();
    guard.tried(1, null);
    fail(2);
    assertThat(guard.isBroken()).isFalse();
  }

  @Test
  void runsThatEndLateAreNoTrials() {
    fail(3);
    clock.advance(Duration.ofMillis(5_001));
    assertThat(guard.mayTry()).isTrue();
    guard.ran(1);
    assertThat(guard.isBroken()).isTrue();
    guard.failed(1, FAILURE);
    guard.tried(1, null);
    assertThat(guard.isBroken()).isFalse();
  }

  @Test
  void whatIsCondemnedIsBrokenHoweverOtherLanesFare() {
    guard.ran(1);
    guard.condemn();
    assertThat(guard.isBroken()).isTrue();
    guard.ran(1);
    guard.condemn();
    assertThat(guard.isBroken()).isTrue();
  }

  @Test
  void metricsSeeEachEngineUnderANameOfItsOwnForAsLongAsItIsThere() {
    try (EngineGuard next = guard("gpu")) {
      assertThat(next.name()).isEqualTo("gpu-2");
      fail(3);
      assertThat(next.isBroken()).isFalse();
      assertThat(registry.find("gpu"))
          .hasValueSatisfying(b -> assertThat(b.getState()).isEqualTo(CircuitBreaker.State.OPEN));
      guard.close();
    }
    assertThat(registry.getAllCircuitBreakers()).isEmpty();
  }

  @Test
  void namesTheSettingThatMakesNoSense() {
    assertThatThrownBy(() -> new GuardConfig(0, Duration.ofSeconds(5), Duration.ZERO))
        .hasMessage("engineFailures not in 1..1000: 0");
    assertThatThrownBy(() -> new GuardConfig(3, Duration.ZERO, Duration.ZERO))
        .hasMessage("engineRetryAfter not within 10 ms and 1 h: PT0S");
    assertThatThrownBy(() -> new GuardConfig(3, Duration.ofSeconds(5), Duration.ofMillis(999)))
        .hasMessage("runTimeout not 0 or within 1 s and 1 h: PT0.999S");
  }
}
