package dev.warren.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class FetchTimesTest {
  private static final long MS = 1_000_000;

  private final FetchTimes fetches = new FetchTimes();

  private void fetched(int frames, long millis) {
    for (int i = 0; i < frames; i++) {
      fetches.begin();
      fetches.took(millis * MS);
    }
  }

  private void brought(int frames) {
    for (int i = 0; i < frames; i++) fetches.none();
  }

  @Test
  void costsNothingUntilItIsMeasured() {
    fetched(49, 200);
    assertThat(fetches.typicalNanos()).isZero();
    assertThat(fetches.slowNanos()).isZero();
    fetched(1, 200);
    assertThat(fetches.typicalNanos()).isCloseTo(200 * MS, withinPercentage(15));
    assertThat(fetches.slowNanos()).isGreaterThanOrEqualTo(fetches.typicalNanos());
  }

  @Test
  void countsByTheShareOfTheFramesThatAreFetched() {
    for (int i = 0; i < 200; i++) {
      fetched(1, 200);
      brought(3);
    }
    assertThat(fetches.typicalNanos()).isCloseTo(50 * MS, withinPercentage(10));
    assertThat(fetches.slowNanos()).isCloseTo(200 * MS, withinPercentage(10));
  }

  @Test
  void costsNothingOnceAllBringTheirImages() {
    fetched(100, 200);
    brought(1_000);
    assertThat(fetches.typicalNanos()).isLessThan(MS / 1_000);
    assertThat(fetches.slowNanos()).isZero();
  }
}
