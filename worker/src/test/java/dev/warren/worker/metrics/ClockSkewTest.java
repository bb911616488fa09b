package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.worker.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
  private final HandClock clock = new HandClock();
  private final ClockSkew skew = new ClockSkew(clock::millis);

  private void shows(long aheadMs) {
    skew.seen(aheadMs, clock.millis());
  }

  @Test
  void isNotKnownWhereNoFrameShowsAClock() {
    assertThat(skew.seconds()).isNaN();
  }

  @Test
  void isThatOfTheClockThatIsFurthestOff() {
    shows(0);
    assertThat(skew.seconds()).isZero();
    shows(4_980);
    shows(4_100);
    assertThat(skew.seconds()).isEqualTo(4.98);
    shows(-3_600_000);
    shows(5_000);
    assertThat(skew.seconds()).as("behind").isEqualTo(-3_600);
    shows(7_200_000);
    assertThat(skew.seconds()).isEqualTo(7_200);
  }

  @Test
  void whatIsOverIsForgottenAfterOneToTwoMinutes() {
    shows(5_000);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS - 1));
    shows(1_000);
    assertThat(skew.seconds()).isEqualTo(5);
    clock.advance(Duration.ofMillis(1));
    shows(2_000);
    assertThat(skew.seconds()).as("the minute before counts too").isEqualTo(5);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    assertThat(skew.seconds()).isEqualTo(2);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    assertThat(skew.seconds()).as("nobody publishes any more").isNaN();
  }

  @Test
  void startsOverWhenOurOwnClockIsSetBack() {
    clock.advance(Duration.ofHours(2));
    shows(5_000);
    clock.advance(Duration.ofHours(-1));
    shows(1_000);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    shows(2_000);
    clock.advance(Duration.ofMillis(ClockSkew.SPAN_MS));
    assertThat(skew.seconds()).isEqualTo(2);
  }
}
