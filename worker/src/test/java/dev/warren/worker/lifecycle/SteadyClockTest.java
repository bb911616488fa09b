package dev.warren.worker.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  @Test
  void goesOnByTheNanosecondsThatHavePassed() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    SteadyClock clock = new SteadyClock(nanos::get);
    Instant start = clock.instant();
    nanos.addAndGet(10); // past the largest number
    assertThat(Duration.between(start, clock.instant())).isEqualTo(Duration.ofNanos(10));
    nanos.addAndGet(5_000_000_000L);
    assertThat(clock.millis() - start.toEpochMilli()).isBetween(5_000L, 5_001L);
  }
}
