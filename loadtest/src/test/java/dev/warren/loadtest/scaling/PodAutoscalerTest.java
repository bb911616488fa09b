package dev.warren.loadtest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.scaling.Pace.Limit;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As Kubernetes' documentation has it. */
class PodAutoscalerTest {
  private static final Pace AT_ONCE = new Pace(0, List.of(Limit.pods(100, 15)));

  private static int sync(PodAutoscaler autoscaler, int now, int current, double metric) {
    return autoscaler.sync(now, current, OptionalDouble.of(metric));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4.39, 4", // within a tenth
    "4, 4.41, 5",
    "4, 3.61, 4",
    "4, 3.5, 4", // rounded up
    "4, 2.01, 3",
    "4, 0, 1",
    "4, 50, 8"
  })
  void roundsUpOutsideOfItsToleranceAndKeepsToItsBounds(int current, double metric, int next) {
    assertThat(sync(new PodAutoscaler(1, 8, AT_ONCE, AT_ONCE), 0, current, metric)).isEqualTo(next);
  }

  @Test
  void withoutAMetricNothingChanges() {
    PodAutoscaler autoscaler = new PodAutoscaler(1, 8, AT_ONCE, AT_ONCE);
    assertThat(autoscaler.sync(0, 5, OptionalDouble.empty())).isEqualTo(5);
  }

  @Test
  void goesDownByTheLargestWishOfItsWindow() {
    PodAutoscaler autoscaler = new PodAutoscaler(1, 8, AT_ONCE, new Pace(60, AT_ONCE.limits()));
    assertThat(sync(autoscaler, 0, 1, 6)).isEqualTo(6);
    assertThat(sync(autoscaler, 15, 6, 3)).isEqualTo(6);
    assertThat(sync(autoscaler, 45, 6, 2)).isEqualTo(6);
    assertThat(sync(autoscaler, 60, 6, 2)).isEqualTo(3); // the wish for 6 is 60 s old
    assertThat(sync(autoscaler, 75, 3, 2)).isEqualTo(2);
  }

  @Test
  void goesUpByTheLeastWishOfItsWindow() {
    PodAutoscaler autoscaler = new PodAutoscaler(1, 8, new Pace(30, AT_ONCE.limits()), AT_ONCE);
    assertThat(sync(autoscaler, 0, 1, 1)).isEqualTo(1);
    assertThat(sync(autoscaler, 15, 1, 6)).isEqualTo(1);
    assertThat(sync(autoscaler, 30, 1, 8)).isEqualTo(6);
  }

  @Test
  void theWindowOfOneWayHoldsTheOtherUpByNothing() {
    Pace cautious = new Pace(300, AT_ONCE.limits());
    PodAutoscaler rises = new PodAutoscaler(1, 8, AT_ONCE, cautious);
    assertThat(sync(rises, 0, 1, 1)).isEqualTo(1);
    assertThat(sync(rises, 15, 1, 6)).isEqualTo(6);
    PodAutoscaler falls = new PodAutoscaler(1, 8, cautious, AT_ONCE);
    assertThat(sync(falls, 0, 6, 6)).isEqualTo(6);
    assertThat(sync(falls, 15, 6, 2)).isEqualTo(2);
  }

  @Test
  void aLimitCountsTheChangesOfItsOwnPeriod() {
    Pace twoAtATime = new Pace(0, List.of(Limit.pods(2, 15)));
    PodAutoscaler autoscaler =
        new PodAutoscaler(1, 8, twoAtATime, new Pace(0, List.of(Limit.percent(50, 60))));
    assertThat(sync(autoscaler, 0, 1, 8)).isEqualTo(3);
    assertThat(sync(autoscaler, 15, 3, 8)).isEqualTo(5);
    assertThat(sync(autoscaler, 30, 5, 8)).isEqualTo(7);
    assertThat(sync(autoscaler, 120, 7, 1)).isEqualTo(3); // half of them, rounded down
    assertThat(sync(autoscaler, 135, 3, 1)).isEqualTo(3);
    assertThat(sync(autoscaler, 180, 3, 1)).isEqualTo(1);
  }

  @Test
  void oneWorkerAMinute() {
    Pace slow = new Pace(0, List.of(Limit.pods(1, 60)));
    PodAutoscaler autoscaler = new PodAutoscaler(1, 8, AT_ONCE, slow);
    int current = 5;
    StringBuilder sizes = new StringBuilder();
    for (int now = 0; now <= 180; now += 15) {
      current = sync(autoscaler, now, current, 1);
      sizes.append(current);
    }
    assertThat(sizes).hasToString("4444333322221");
  }

  @Test
  void byDefaultDoublesOrAddsFourWhicheverIsMore() {
    PodAutoscaler autoscaler = new PodAutoscaler(1, 100, Pace.DEFAULT_UP, Pace.DEFAULT_DOWN);
    assertThat(sync(autoscaler, 0, 1, 100)).isEqualTo(5);
    assertThat(sync(autoscaler, 15, 5, 100)).isEqualTo(10);
    assertThat(sync(autoscaler, 20, 10, 100)).isEqualTo(10); // within the same 15 s
    assertThat(sync(autoscaler, 30, 10, 100)).isEqualTo(20);
  }
}
