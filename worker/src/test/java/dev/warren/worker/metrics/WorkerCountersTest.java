package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkerCountersTest {
  private final WorkerCounters counters = new WorkerCounters();

  @Test
  void whoReadsTheTotalsCanAddUpWhatBecameOfTheFrames() {
    for (int i = 0; i < 9; i++) counters.frameReceived(1, false);
    counters.frameAcked(1);
    counters.frameAcked(1);
    counters.frameRequeued();
    for (int i = 0; i < 4; i++) counters.settlementLost();
    assertThat(counters.totals().held()).isEqualTo(2);
    assertThat(counters.totals().toString())
        .startsWith("9 frames: 0 detected (0 objects), ")
        .endsWith(
            "; of 9 taken: 2 done (0 moved elsewhere), 1 given back, 4 lost with their connection, 2"
                + " held");
  }

  @Test
  void oneIsOne() {
    counters.frameReceived(1, false);
    assertThat(counters.totals().toString()).startsWith("1 frame: ");
  }
}
