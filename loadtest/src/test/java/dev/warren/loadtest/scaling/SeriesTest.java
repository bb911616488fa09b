package dev.warren.loadtest.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-9);

  @Test
  void theRateOfAnEvenCounterIsItsSlope() {
    Series series = new Series();
    for (int now = 0; now <= 300; now += 15) series.add(now, 20.0 * now);
    assertThat(series.rate(307, 120).orElseThrow()).isEqualTo(20, EXACT);
  }

  @Test
  void aCounterThatBeganInTheWindowIsNotExtrapolatedToBelowZero() {
    Series series = new Series();
    series.add(100, 0);
    series.add(110, 50);
    // 50 in 10 s, 5 s more to the window's end, nothing before the begin: 75 in 120 s.
    assertThat(series.rate(115, 120).orElseThrow()).isEqualTo(75.0 / 120, EXACT);
  }

  @Test
  void oneSampleHasNoRateAndNoSlope() {
    Series series = new Series();
    series.add(100, 0);
    assertThat(series.rate(110, 120)).isEmpty();
    assertThat(series.slope(110, 120)).isEmpty();
  }

  @Test
  void theSlopeIsThatOfTheLeastSquares() {
    Series series = new Series();
    series.add(0, 1000); // outside of the window
    series.add(200, 0);
    series.add(210, 30);
    series.add(220, 30);
    assertThat(series.slope(225, 60).orElseThrow()).isEqualTo(1.5, EXACT);
  }
}
