package dev.warren.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChannelTrialTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // overflows on the way
  private final ChannelTrial trial = new ChannelTrial(nanos::get);

  @Test
  void eachChannelGetsTwiceTheTimeUpToFiveSeconds() {
    for (long millis : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
      advance(millis - 1);
      assertThat(trial.isOver()).isFalse();
      advance(1);
      assertThat(trial.isOver()).isTrue();
      trial.begin();
    }
  }

  @Test
  void afterOneThatWasGoodForLongItBeginsAnew() {
    advance(100);
    trial.begin();
    advance(10_001);
    trial.begin();
    advance(100);
    assertThat(trial.isOver()).isTrue();
  }

  private void advance(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
