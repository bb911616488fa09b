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

  /** What is only expected bounds nothing: these are ten times as fast. */
  @Test
  void threadsDoSoManyASecondOnceItIsMeasured() {
    StageTimes times = new StageTimes(Duration.ofMillis(5));
    assertThat(times.perSecond(4)).isInfinite();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 100; i++) {
      times.took(500_000);
      least = Math.min(least, times.perSecond(4));
    }
    assertThat(least).isCloseTo(8_000, withinPercentage(15));
    assertThat(times.perSecond(4)).isCloseTo(8_000, withinPercentage(1));
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
