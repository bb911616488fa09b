package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.protocol.Timings;
import dev.warren.worker.metrics.RecentTimes.Percentiles;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTimesTest {
  private static final long SECONDS_FOR_MILLIS = Duration.ofDays(56 * 365).toMillis();

  private final AtomicLong clock = new AtomicLong();
  private final RecentTimes times = new RecentTimes(clock::get);

  private void pass(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Percentiles stage(String name) {
    return times.stages().get(name);
  }

  @Test
  void hasTheStagesInTheOrderOfAFramesWay() {
    assertThat(times.stages().keySet())
        .containsExactly("broker_wait", "decode", "batch_wait", "run", "postprocess", "confirm");
    assertThat(stage("run")).isEqualTo(new Percentiles(0, 0, 0));
  }

  @Test
  void toldByThePipeline() {
    for (int i = 1; i <= 100; i++) times.frameDecoded(i * 1_000_000L);
    times.batchRan(4, 20_000_000);
    times.frameDated(7);
    times.frameDated(SECONDS_FOR_MILLIS);
    times.frameTimed(new Timings(9e9, null, 3.0, null, 0.5));
    times.replyConfirmed(5_000_000);
    assertThat(stage("decode").count()).isEqualTo(100);
    assertThat(stage("decode").p50Ms()).isCloseTo(50, within(1.0));
    assertThat(stage("decode").p99Ms()).isCloseTo(99, within(1.5));
    assertThat(stage("run").p50Ms()).isCloseTo(20, within(0.2));
    assertThat(stage("broker_wait").count()).isEqualTo(1);
    assertThat(stage("broker_wait").p50Ms()).isCloseTo(7, within(0.1));
    assertThat(stage("batch_wait").p50Ms()).isCloseTo(3, within(0.1));
    assertThat(stage("postprocess").p50Ms()).isCloseTo(0.5, within(0.01));
    assertThat(stage("confirm").count()).isEqualTo(1);
  }

  @Test
  void aRunThatTakesForEverCountsAsTenMinutes() {
    times.batchRan(1, Duration.ofHours(2).toNanos());
    assertThat(stage("run").p99Ms()).isCloseTo(600_000, within(6_000.0));
  }

  @Test
  void countsBatchesBySize() {
    assertThat(times.batches()).isEmpty();
    times.batchRan(3, 1);
    times.batchRan(1, 1);
    times.batchRan(3, 1);
    assertThat(times.batches()).containsExactly(1L, 0L, 2L);
  }

  @Test
  void forgetsAfterTwentySeconds() {
    times.batchRan(1, 1_000_000);
    pass(10);
    times.batchRan(2, 1_000_000);
    assertThat(stage("run").count()).isEqualTo(2);
    assertThat(times.batches()).containsExactly(1L, 1L);
    pass(10);
    assertThat(stage("run").count()).isEqualTo(1);
    assertThat(times.batches()).containsExactly(0L, 1L);
    pass(10);
    assertThat(stage("run").count()).isZero();
    assertThat(times.batches()).isEmpty();
    times.batchRan(2, 1_000_000);
    pass(60);
    assertThat(stage("run").count()).as("nobody asked meanwhile").isZero();
    assertThat(times.batches()).isEmpty();
  }
}
