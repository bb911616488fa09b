package dev.warren.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyCurveTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void knowsNothingAtFirstAndHindersNobody() {
    LatencyCurve curve = new LatencyCurve(4);
    assertThat(curve.typicalNanos(1)).isZero();
    assertThat(curve.slowNanos(4)).isZero();
  }

  @Test
  void isATableWhoseGapsLendFromTheNextLargerSize() {
    LatencyCurve curve = new LatencyCurve(8);
    curve.measured(1, 100, 110, 105);
    curve.measured(4, 130, 120, 125);
    assertThat(curve.typicalNanos(1)).isEqualTo(105);
    assertThat(curve.slowNanos(1)).isEqualTo(110);
    assertThat(curve.typicalNanos(2)).isEqualTo(125);
    assertThat(curve.slowNanos(3)).isEqualTo(130);
    assertThat(curve.typicalNanos(8)).as("nothing larger is known").isEqualTo(125);
    curve.ran(8, 400, 0);
    assertThat(curve.typicalNanos(5)).isEqualTo(400);
    assertThat(curve.typicalNanos(4)).isEqualTo(125);
  }

  @Test
  void neverFallsFromASizeToALargerOne() {
    Random random = new Random(1);
    LatencyCurve curve = new LatencyCurve(16);
    for (int i = 0; i < 10_000; i++) {
      int size = 1 + random.nextInt(16);
      curve.ran(size, 1 + random.nextInt(1_000), i);
      if (random.nextInt(4) == 0) curve.batchCut(2 + random.nextInt(15));
      for (int b = 1; b < 16; b++) {
        assertThat(curve.typicalNanos(b)).isLessThanOrEqualTo(curve.typicalNanos(b + 1));
        assertThat(curve.slowNanos(b)).isLessThanOrEqualTo(curve.slowNanos(b + 1));
        assertThat(curve.typicalNanos(b)).isLessThanOrEqualTo(curve.slowNanos(b));
      }
    }
  }

  @Test
  void oneOddRunMovesItLittle() {
    LatencyCurve curve = new LatencyCurve(1);
    curve.measured(1, 1_000);
    curve.ran(1, 1_000_000, 0);
    assertThat(curve.typicalNanos(1)).isLessThanOrEqualTo(1_100);
    assertThat(curve.slowNanos(1)).isLessThanOrEqualTo(1_200);
  }

  @Test
  void followsAnEngineThatChangesItsPace() {
    LatencyCurve curve = new LatencyCurve(1);
    curve.measured(1, 1_000);
    for (int i = 0; i < 50; i++) curve.ran(1, 3_000, i);
    assertThat(curve.typicalNanos(1)).isCloseTo(3_000, within(150L));
    for (int i = 0; i < 80; i++) curve.ran(1, 500, i);
    assertThat(curve.typicalNanos(1)).isCloseTo(500, within(25L));
  }

  @Test
  void whatSlowsOneSizeDownIsExpectedOfAll() {
    LatencyCurve curve = new LatencyCurve(4);
    curve.measured(1, 1_000);
    curve.measured(4, 3_900);
    for (int i = 0; i < 50; i++) curve.ran(1, 2_000, i);
    assertThat(curve.typicalNanos(1)).isCloseTo(2_000, within(100L));
    assertThat(curve.typicalNanos(4)).as("not run since").isBetween(7_500L, 7_900L);
    assertThat(curve.efficientSize(4, 50)).as("as much slower as the others").isEqualTo(1);
  }

  @Test
  void findsTheTypicalTimeAndTheNinetyNinthPercentile() {
    Random random = new Random(7);
    LatencyCurve curve = new LatencyCurve(1);
    curve.measured(1, 1_500_000);
    int above = 0;
    for (int i = 0; i < 40_000; i++) {
      long nanos = 1_000_000 + random.nextInt(1_000_000);
      if (i >= 20_000 && nanos > curve.slowNanos(1)) above++;
      curve.ran(1, nanos, i);
    }
    assertThat(curve.typicalNanos(1)).isCloseTo(1_500_000, within(200_000L));
    assertThat(above).as("of 20,000 runs").isBetween(100, 300);
  }

  @Test
  void aPredictionThatKeepsBatchesSmallIsPutToTheTestInTheEnd() {
    LatencyCurve curve = new LatencyCurve(2);
    curve.measured(1, 100);
    curve.measured(2, 1_000);
    int cuts = 0;
    while (curve.slowNanos(2) > 500) {
      curve.batchCut(2);
      cuts++;
    }
    assertThat(cuts).isBetween(100, 300);
    assertThat(curve.slowNanos(1)).isEqualTo(100);
    curve.ran(2, 1_000, 0);
    assertThat(curve.slowNanos(2)).as("and stands again if it was right").isEqualTo(1_000);
  }

  @Test
  void aPredictionThatStopsEverythingIsPutToTheTestSoon() {
    LatencyCurve curve = new LatencyCurve(2);
    curve.ran(1, 1_000, 0);
    curve.ran(2, 1_000, 0);
    for (int i = 0; i < 100; i++) curve.frameRefused(SECOND);
    assertThat(curve.typicalNanos(1)).as("a recent run vouches for it").isEqualTo(1_000);
    for (int i = 0; i < 12; i++) curve.frameRefused(SECOND + 1);
    assertThat(curve.typicalNanos(1)).isLessThan(500);
    curve.ran(2, 1_000, 2 * SECOND);
    assertThat(curve.typicalNanos(1)).isEqualTo(1_000);
  }

  @Test
  void findsTheSizeThatPays() {
    LatencyCurve flat = new LatencyCurve(4);
    assertThat(flat.efficientSize(3, 0)).as("nothing is known").isEqualTo(3);
    flat.measured(4, 100);
    assertThat(flat.efficientSize(9, 0)).as("a batch costs what one image does").isEqualTo(4);
    LatencyCurve linear = new LatencyCurve(4);
    for (int size = 1; size <= 4; size++) linear.measured(size, 100 * size - size);
    assertThat(linear.efficientSize(4, 0)).as("batching buys nothing").isEqualTo(1);
    LatencyCurve stairs = new LatencyCurve(8);
    for (int size = 1; size <= 8; size++) stairs.measured(size, size <= 4 ? 100 : 300);
    assertThat(stairs.efficientSize(6, 0)).isEqualTo(4);
    assertThat(stairs.efficientSize(3, 0)).isEqualTo(3);
  }

  @Test
  void triesASizeAgainThatOnceDidNotPay() {
    LatencyCurve curve = new LatencyCurve(2);
    curve.measured(1, 100);
    curve.measured(2, 210);
    long now = 0;
    int seconds = 0;
    while (curve.efficientSize(2, now) == 1 && seconds < 1_000) {
      curve.ran(1, 100, now);
      now += SECOND;
      seconds++;
    }
    assertThat(seconds).as("5 % behind, of which 3 are tolerated").isBetween(60, 180);
    curve.ran(2, 210, now);
    assertThat(curve.efficientSize(2, now)).isEqualTo(1);
    curve.ran(2, 120, now);
    for (int i = 0; i < 40; i++) {
      curve.ran(1, 100, now);
      curve.ran(2, 120, now);
    }
    assertThat(curve.efficientSize(2, now)).as("it pays by now").isEqualTo(2);
  }

  @Test
  void doubtsAboutNothingKnownAreHarmless() {
    LatencyCurve curve = new LatencyCurve(2);
    curve.batchCut(2);
    assertThat(curve.typicalNanos(2)).isZero();
    assertThat(curve.efficientSize(2, 0)).isEqualTo(2);
    assertThat(new LatencyCurve(64).efficientSize(64, 0)).isEqualTo(64);
  }

  @Test
  void knowsWhatBusyLanesGetThrough() {
    LatencyCurve curve = new LatencyCurve(4);
    assertThat(curve.imagesPerSecond(2, 0)).isInfinite();
    curve.measured(1, 10_000_000);
    curve.measured(4, 20_000_000);
    assertThat(curve.imagesPerSecond(2, 0)).isCloseTo(400, within(1e-6));
  }

  @Test
  void whatBusyLanesGetThroughIsNoMoreForDoubtsAboutPredictions() {
    LatencyCurve curve = new LatencyCurve(4);
    curve.measured(1, 10_000_000);
    curve.measured(4, 20_000_000);
    for (int i = 0; i < 500; i++) curve.frameRefused(SECOND);
    assertThat(curve.imagesPerSecond(2, 0)).as("frames refused").isCloseTo(400, within(1e-6));
    for (int i = 0; i < 5_000; i++) curve.batchCut(2 + i % 3);
    assertThat(curve.imagesPerSecond(2, 0)).as("batches cut").isCloseTo(400, within(1e-6));
    assertThat(curve.efficientSize(4, 0)).isEqualTo(4);
  }

  @Test
  void whatBusyLanesGetThroughFollowsThePace() {
    LatencyCurve curve = new LatencyCurve(1);
    curve.measured(1, 10_000_000);
    for (int i = 0; i < 100; i++) curve.ran(1, 20_000_000, 0);
    assertThat(curve.imagesPerSecond(1, 0)).isCloseTo(50, within(1.0));
  }

  @Test
  void refusesWhatItCannotMean() {
    assertThatThrownBy(() -> new LatencyCurve(0)).hasMessage("maxBatch < 1: 0");
    assertThatThrownBy(() -> new LatencyCurve(1).measured(1)).hasMessage("no times for size 1");
  }

  @Test
  void readsWellInALog() {
    LatencyCurve curve = new LatencyCurve(2);
    curve.measured(1, 5_200_000, 5_200_000, 6_000_000);
    assertThat(curve).hasToString("1: 5.2 ms (p99 6.0), 2: 5.2 ms (p99 6.0)");
  }
}
