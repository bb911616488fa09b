package dev.warren.worker.engine.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimulatedDeviceTest {
  private long now = 1_000;

  @Test
  void runsOfAllLanesFollowOneAnother() {
    SimulatedDevice device = device(0);

    assertThat(device.book(50)).isEqualTo(1_050);
    assertThat(device.book(30)).isEqualTo(1_080);
    now = 1_060; // the second one is running
    assertThat(device.book(10)).isEqualTo(1_090);
    now = 2_000; // all are done
    assertThat(device.book(10)).isEqualTo(2_010);
  }

  @Test
  void theClockMayOverflow() {
    now = Long.MAX_VALUE - 10;
    SimulatedDevice device = device(0);

    long end = device.book(50);
    assertThat(end - now).isEqualTo(50);
    now += 20;
    assertThat(device.book(50) - now).isEqualTo(80);
  }

  @Test
  void jitterStaysWithinItsShareAndIsTheSameAtEveryStart() {
    SimulatedDevice device = device(0.1);
    SimulatedDevice other = device(0.1);
    Set<Long> times = new TreeSet<>();
    for (int i = 0; i < 200; i++) {
      now += 10_000;
      long time = device.book(1_000) - now;
      assertThat(other.book(1_000) - now).isEqualTo(time);
      times.add(time);
    }

    assertThat(times).hasSizeGreaterThan(50).allMatch(time -> time >= 900 && time <= 1_100);
  }

  @Test
  void aSizeThatIsNotGivenTakesAsLongAsTheNextLarger() {
    SimulatedModel times =
        new SimulatedModel(8, 8, List.of("a"), new TreeMap<>(Map.of(2, 20L, 8, 50L)), 0, 0);

    assertThat(times.maxBatch()).isEqualTo(8);
    assertThat(times.nanos(1)).isEqualTo(20);
    assertThat(times.nanos(2)).isEqualTo(20);
    assertThat(times.nanos(3)).isEqualTo(50);
    assertThat(times.nanos(8)).isEqualTo(50);
  }

  private SimulatedDevice device(double jitter) {
    return new SimulatedDevice(() -> now, jitter);
  }
}
