package dev.warren.worker.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SampledGpuMonitorTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // about to overflow
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hangs;
  private volatile boolean closed;

  private final GpuMonitor source =
      new GpuMonitor() {
        @Override
        public List<GpuReading> read() {
          if (hangs) {
            hanging.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return List.of(reading(asked.incrementAndGet()));
        }

        @Override
        public void close() {
          closed = true;
        }
      };

  private static GpuReading reading(int number) {
    return new GpuReading("0", "GPU", 0, number, 9, 0, 0, 0, null);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void asksOnceASecond() {
    SampledGpuMonitor monitor = new SampledGpuMonitor(source, now::get);
    assertThat(monitor.read()).containsExactly(reading(1));
    pass(Duration.ofMillis(999));
    assertThat(monitor.read()).containsExactly(reading(1));
    pass(Duration.ofMillis(1));
    assertThat(monitor.read()).containsExactly(reading(2));
    assertThat(monitor.read()).containsExactly(reading(2));
  }

  @Test
  @Timeout(60)
  void whileOneWaitsForTheDriverTheOthersDoNot() throws Exception {
    SampledGpuMonitor monitor = new SampledGpuMonitor(source, now::get);
    hangs = true;
    pass(Duration.ofSeconds(1));
    CompletableFuture<List<GpuReading>> waiting = CompletableFuture.supplyAsync(monitor::read);
    hanging.await();
    assertThat(monitor.read()).containsExactly(reading(1));
    pass(Duration.ofSeconds(9));
    assertThat(monitor.read()).containsExactly(GpuReading.silent("0", "GPU"));
    release.countDown();
    assertThat(waiting.get()).containsExactly(reading(2));
    assertThat(monitor.read()).containsExactly(reading(2));
  }

  @Test
  void closesWhatItAsks() {
    new SampledGpuMonitor(source, now::get).close();
    assertThat(closed).isTrue();
  }
}
