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
  void averagesTheSecondsBetweenWarmUpAndEmptyQueue() {
    String output =
        second(1, 9, 9)
            + second(2, 9, 9)
            + second(3, 9, 9)
            + second(4, 100, 50)
            + second(5, 200, 70)
            + second(6, 900, 0);
    assertThat(PerfTest.rates(output)).containsExactly(150, 60);
  }

  @Test
  void saysSoWhenThereIsNothingToRead() {
    assertThatThrownBy(() -> PerfTest.rates("Connection refused"))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("Connection refused");
  }
}
