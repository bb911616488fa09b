package dev.warren.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BusyTimeTest {
  private final AtomicLong clock = new AtomicLong(7);
  private final BusyTime busy = new BusyTime(clock::get);

  @Test
  void addsUpThoseWhoWorkAndThoseWhoStillDo() {
    assertThat(busy.nanos()).isZero();
    busy.begin();
    clock.addAndGet(10);
    assertThat(busy.nanos()).isEqualTo(10);
    busy.begin();
    clock.addAndGet(5);
    assertThat(busy.nanos()).isEqualTo(20);
    busy.end();
    clock.addAndGet(100);
    busy.end();
    clock.addAndGet(1_000);
    assertThat(busy.nanos()).isEqualTo(120);
  }
}
