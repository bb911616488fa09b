package dev.warren.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageTimesTest {
  @Test
  void expectsUntilItKnows() {
    StageTimes times = new StageTimes(Duration.ofNanos(1_000));
    assertThat(times.typicalNanos()).isEqualTo(1_000);
    for (int i = 0; i < 60; i++) times.took(200);
    assertThat(times.typicalNanos()).isCloseTo(200, within(10L));
    assertThatThrownBy(() -> new StageTimes(Duration.ZERO)).hasMessage("expected <= 0: PT0S");
  }

  /** These are ten times as fast as expected. */
  @Test
  void whatIsOnlyExpectedIsNotMeasured() {
    StageTimes times = new StageTimes(Duration.ofMillis(5));
    for (int i = 0; i < 49; i++) {
      times.took(500_000);
      assertThat(times.measuredNanos()).isZero();
    }
    times.took(500_000);
    assertThat(times.measuredNanos()).isCloseTo(500_000, withinPercentage(15));
    for (int i = 0; i < 50; i++) times.took(500_000);
    assertThat(times.measuredNanos()).isCloseTo(500_000, withinPercentage(1));
  }

  @Test
  void addsUp() {
    StageTimes times = new StageTimes(Duration.ofNanos(100));
    times.took(140);
    Margin sum = times.plus(Margin.of(7)).plus(() -> 3);
    assertThat(sum.typicalNanos()).isEqualTo(times.typicalNanos() + 10);
    assertThat(sum.slowNanos()).isEqualTo(times.slowNanos() + 10).isGreaterThan(sum.typicalNanos());
  }
}
