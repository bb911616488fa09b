package dev.warren.worker.bottleneck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.worker.metrics.PipelineLoad;
import dev.warren.worker.metrics.PipelineLoad.QueueReading;
import dev.warren.worker.metrics.WorkerCounters.Totals;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final long SECOND = 1_000_000_000;

  private final Window window = new Window(Duration.ofSeconds(10));

  /** After so many seconds; what is counted grows with time. */
  private static Window.Sample sample(int second, int ready) {
    long nanos = second * SECOND;
    return new Window.Sample(
        nanos,
        new PipelineLoad(
            new PipelineLoad.Intake(second, 16, new QueueReading(ready, nanos / 2)),
            new PipelineLoad.Decode(4, second % 2, nanos, nanos / 2), // one of four
            new PipelineLoad.Engine(2, 3, 8, nanos + nanos / 2, 100),
            new PipelineLoad.Publish(5, nanos / 2, second > 5)),
        new Totals(
            second * 30L,
            second * 20L,
            second * 6L,
            second,
            0,
            second * 2L,
            second * 20L,
            second * 26L,
            second,
            0,
            0,
            0,
            0,
            0,
            0));
  }

  @Test
  void isNotFullUntilItIsAsLong() {
    window.add(sample(0, 0));
    assertThat(window.measure()).isEmpty();
    for (int i = 1; i < 10; i++) {
      window.add(sample(i, 0));
      assertThat(window.measure()).isPresent();
      assertThat(window.isFull()).isFalse();
    }
    assertThat(window.seconds()).isEqualTo(9);
    window.add(sample(10, 0));
    assertThat(window.isFull()).isTrue();
    window.clear();
    assertThat(window.isFull()).isFalse();
    assertThat(window.seconds()).isZero();
    assertThat(window.measure()).isEmpty();
  }

  @Test
  void takesDifferencesOfTotalsAndMeansOfCounts() {
    for (int i = 0; i <= 10; i++) window.add(sample(i, i % 2 * 2));
    Measurement m = window.measure().orElseThrow();
    assertThat(m.seconds()).isEqualTo(10);
    assertThat(m.done()).isEqualTo(new Done(300, 270, 60, 20, 200, 260, 10));
    assertThat(m.receivedPerSecond()).isEqualTo(30);
    assertThat(m.batch()).isEqualTo(10);
    assertThat(m.intake().held()).isEqualTo(5);
    assertThat(m.intake().limit()).isEqualTo(16);
    assertThat(m.intake().waitingShare()).isEqualTo(5 / 11.0, within(1e-9));
    assertThat(m.intake().ready()).isEqualTo(10 / 11.0, within(1e-9));
    assertThat(m.intake().silentSeconds()).as("now").isEqualTo(5);
    assertThat(m.decode()).isEqualTo(new Measurement.Decode(4, 0.25, 0.125, 5 / 11.0));
    // Three quarters of both lanes' time, of which a quarter went into waiting to write.
    assertThat(m.engine()).isEqualTo(new Measurement.Engine(2, 0.5, 3, 8, 100));
    assertThat(m.publish()).isEqualTo(new Measurement.Publish(5, 0.25, 5 / 11.0));
  }

  @Test
  void forgetsWhatIsOlder() {
    for (int i = 0; i <= 50; i++) window.add(sample(i, i < 40 ? 1 : 0));
    Measurement m = window.measure().orElseThrow();
    assertThat(m.seconds()).isEqualTo(10);
    assertThat(m.done()).isEqualTo(new Done(300, 270, 60, 20, 200, 260, 10));
    assertThat(m.decode().busy()).isEqualTo(0.25);
    assertThat(m.decode().fetching()).isEqualTo(0.125);
    assertThat(m.engine().busy()).isEqualTo(0.5);
    assertThat(m.publish().sending()).isEqualTo(0.25);
    assertThat(m.intake().waitingShare()).isZero();
    assertThat(m.publish().blockedShare()).isEqualTo(1);
  }

  @Test
  void knowsNothingOfAQueueThatCannotBeAsked() {
    for (int i = 0; i <= 10; i++) window.add(sample(i, (int) QueueReading.UNKNOWN));
    Measurement.Intake intake = window.measure().orElseThrow().intake();
    assertThat(intake.waitingShare()).isNaN();
    assertThat(intake.ready()).isNaN();
  }
}
