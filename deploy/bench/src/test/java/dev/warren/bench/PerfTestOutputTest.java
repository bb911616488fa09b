package dev.warren.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PerfTestOutputTest {
  private static String second(int n, int confirmed, int received) {
    return "id: test-1, time %d.000 s, sent: 99 msg/s, returned: 0 msg/s, confirmed: %d msg/s, nacked: 0 msg/s, received: %d msg/s, min/median/75th consumer latency: 1/2/3 ms%n"
        .formatted(n, confirmed, received);
  }

  @Test
  void averagesTheWholeSecondsBetweenWarmUpAndEmptyQueue() {
    String seconds = second(1, 9, 9) + second(2, 100, 50) + second(3, 200, 70);
    assertThat(PerfTest.rates(seconds)).containsExactly(150, 60);
    String ranDry = seconds + second(4, 300, 5) + second(5, 900, 0) + second(6, 900, 0);
    assertThat(PerfTest.rates(ranDry)).as("4 was cut short").containsExactly(150, 60);
  }

  /** It does so before it reads its arguments, and the benchmark would end there. */
  @Test
  void findsAllThatItLoads() throws Exception {
    var constructor = Class.forName("com.rabbitmq.perf.CompositeMetrics").getDeclaredConstructor();
    constructor.setAccessible(true);
    assertThat(constructor.newInstance()).isNotNull();
  }

  @Test
  void saysSoWhenThereIsNothingToRead() {
    assertThatThrownBy(() -> PerfTest.rates("Connection refused"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("Connection refused");
    assertThatThrownBy(() -> PerfTest.rates(second(1, 9, 9) + second(2, 9, 0)))
        .hasMessageContaining("less than two seconds");
  }
}
