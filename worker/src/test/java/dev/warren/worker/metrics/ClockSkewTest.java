package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
  private final HandClock clock = new HandClock();
  private final ClockSkew skew = new ClockSkew(clock::millis);

  /** A frame that took {@code wayMs}, of a publisher whose clock is {@code aheadMs} ahead. */
  private void arrives(long wayMs, long aheadMs) {
    skew.seen(clock.millis() - wayMs + aheadMs, clock.millis());
  }

  @Test
  void isNotKnownWhereNoFrameSaysWhenItWasCaptured() {
    assertThat(skew.seconds()).isNaN();
  }

  @Test
  void aClockThatAgreesOrIsBehindShowsNone() {
    arrives(0, 0);
    assertThat(skew.seconds()).isZero();
    arrives(20, 0);
    arrives(20, -3_600_000);
    assertThat(skew.seconds()).isZero();
  }

  @Test
  void aClockThatIsAheadShowsByTheFrameThatTookLeast() {
    arrives(900, 5_000);
    arrives(20, 5_000);
    arrives(400, 5_000);
    assertThat(skew.seconds()).isEqualTo(4.98);
    arrives(20, 3_600_000);
    assertThat(skew.seconds()).as("of the fastest clock").isEqualTo(3_599.98);
  }

  @Test
  void whatIsOverIsForgottenAfterOneToTwoMinutes() {
    arrives(0, 5_000);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS - 1));
    arrives(0, 1_000);
    assertThat(skew.seconds()).isEqualTo(5);
    clock.advance(Duration.ofMillis(1));
    arrives(0, 2_000);
    assertThat(skew.seconds()).as("the minute before counts too").isEqualTo(5);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    assertThat(skew.seconds()).isEqualTo(2);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    assertThat(skew.seconds()).as("nobody publishes any more").isNaN();
  }

  @Test
  void startsOverWhenOurOwnClockIsSetBack() {
    clock.advance(Duration.ofHours(2));
    arrives(0, 5_000);
    clock.advance(Duration.ofHours(-1));
    arrives(0, 1_000);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    arrives(0, 2_000);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    assertThat(skew.seconds()).isEqualTo(2);
  }
}
