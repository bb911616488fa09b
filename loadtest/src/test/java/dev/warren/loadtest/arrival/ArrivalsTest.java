package dev.warren.loadtest.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.loadtest.arrival.ArrivalPlan.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void framesComeInOrderAtTheWantedRate(Kind kind) throws Exception {
    List<Arrival> frames = until(plan(kind, Fleet.of(8, 200), 0.3, 10), 100 * SECOND);
    assertThat(frames).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
    assertThat(frames.get(0).atNanos()).isNotNegative();
    // Poisson: 20 000 expected with a standard deviation of 141.
    assertThat((double) frames.size()).isCloseTo(20_000, within(kind == Kind.POISSON ? 600. : 10.));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theSeedAloneDecides(Kind kind) throws Exception {
    Fleet fleet = Fleet.parse("3x5,1x40");
    List<Arrival> once = until(new ArrivalPlan(kind, fleet, 0.5, 4, 7), 3 * SECOND);
    assertThat(until(new ArrivalPlan(kind, fleet, 0.5, 4, 7), 3 * SECOND)).isEqualTo(once);
    assertThat(until(new ArrivalPlan(kind, fleet, 0.5, 4, 8), 3 * SECOND)).isNotEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void camerasSendInProportionToTheirRates(Kind kind) throws Exception {
    Fleet fleet = Fleet.parse("49x5,1x100");
    List<Arrival> frames = until(new ArrivalPlan(kind, fleet, 0.1, 10, 1), 60 * SECOND);
    for (int camera : new int[] {0, 48, 49}) {
      double share = of(camera, frames).size() / (double) frames.size();
      assertThat(share).isCloseTo(fleet.fps(camera) / fleet.rate(), within(0.001));
    }
  }

  @Test
  void constantGapsAreEqualAndDoNotDrift() throws Exception {
    List<Arrival> frames = until(plan(Kind.CONSTANT, Fleet.of(3, 30), 0, 1), 1_000 * SECOND);
    assertThat(frames).hasSize(30_000);
    assertThat(frames.get(29_997).atNanos()).isBetween(999_900_000_000L - 1, 999_900_000_000L + 1);
    assertThat(gaps(frames)).allMatch(gap -> Math.abs(gap - SECOND / 30) <= 1);
  }

  @Test
  void poissonGapsAreExponential() throws Exception {
    List<Long> gaps = gaps(until(plan(Kind.POISSON, Fleet.of(1, 1_000), 0, 1), 50 * SECOND));
    double mean = gaps.stream().mapToLong(Long::longValue).average().orElseThrow();
    assertThat(mean).isCloseTo(1e6, within(2e4));
    // P(gap > k * mean) = e^-k
    for (double k : new double[] {0.5, 1, 2, 3}) {
      long above = gaps.stream().filter(gap -> gap > k * 1e6).count();
      assertThat(above / (double) gaps.size()).isCloseTo(Math.exp(-k), within(0.01));
    }
  }

  @Test
  void burstsAreTenTimesAsFastAndThenSilent() throws Exception {
    List<Arrival> frames = until(plan(Kind.BURSTY, Fleet.of(2, 100), 0, 20), 2 * SECOND);
    assertThat(frames).hasSize(200);
    for (int i = 1; i < frames.size(); i++) {
      long gap = frames.get(i).atNanos() - frames.get(i - 1).atNanos();
      // 20 frames a fifth of a second, a millisecond apart: 19 ms of burst, 181 of silence.
      assertThat(gap).isEqualTo(i % 20 == 0 ? 181_000_000L : 1_000_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 1})
  void aCamerasFramesAreLateByItsJitterAtMostAndNeverDrift(double jitter) throws Exception {
    Fleet fleet = Fleet.of(4, 40);
    long period = SECOND / 10;
    List<Arrival> frames = until(plan(Kind.CAMERA, fleet, jitter, 1), 200 * SECOND);
    for (int camera = 0; camera < 4; camera++) {
      List<Long> at = of(camera, frames);
      LongStream late = LongStream.range(0, at.size()).map(i -> at.get((int) i) - i * period);
      long[] sorted = late.sorted().toArray();
      long spread = sorted[sorted.length - 1] - sorted[0];
      assertThat(spread)
          .isBetween((long) (0.95 * jitter * period) - 1, (long) (jitter * period) + 1);
    }
  }

  @Test
  void camerasHavePhasesOfTheirOwn() throws Exception {
    List<Arrival> frames = until(plan(Kind.CAMERA, Fleet.of(50, 250), 0, 1), SECOND / 5);
    assertThat(frames.stream().map(Arrival::camera)).doesNotHaveDuplicates().hasSize(50);
    assertThat(frames.stream().map(Arrival::atNanos)).doesNotHaveDuplicates();
    // Random phases of 50 cameras fill each quarter of the period.
    for (int quarter = 0; quarter < 4; quarter++) {
      long from = quarter * SECOND / 20;
      assertThat(frames).anyMatch(f -> f.atNanos() >= from && f.atNanos() < from + SECOND / 20);
    }
  }

  @Test
  void readsGroupsOfCameras() {
    Fleet fleet = Fleet.parse("49x5, 1x12.5");
    assertThat(fleet.cameras()).isEqualTo(50);
    assertThat(fleet.rate()).isEqualTo(257.5);
    assertThat(fleet.groupOf(48)).isZero();
    assertThat(fleet.groupOf(49)).isEqualTo(1);
    assertThat(fleet.groups().get(1)).isEqualTo(new CameraGroup("1x12.5", 1, 12.5));
    assertThat(fleet.name(49)).isEqualTo("camera-50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "5x", "5x0", "0x5", "5x5,", "-1x5", "5001x1", "3000x1,3000x1"})
  void refusesWhatIsNoFleet(String text) {
    assertThatThrownBy(() -> Fleet.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cameras ");
  }

  private static ArrivalPlan plan(Kind kind, Fleet fleet, double jitter, int burst) {
    return new ArrivalPlan(kind, fleet, jitter, burst, 1);
  }

  private static List<Arrival> until(ArrivalPlan plan, long endNanos) throws InterruptedException {
    List<Arrival> list = new ArrayList<>();
    Arrivals arrivals = plan.start();
    for (Arrival next = arrivals.next(); next.atNanos() < endNanos; next = arrivals.next()) {
      list.add(next);
    }
    return list;
  }

  private static List<Long> of(int camera, List<Arrival> frames) {
    return frames.stream().filter(f -> f.camera() == camera).map(Arrival::atNanos).toList();
  }

  private static List<Long> gaps(List<Arrival> frames) {
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < frames.size(); i++) {
      gaps.add(frames.get(i).atNanos() - frames.get(i - 1).atNanos());
    }
    return gaps;
  }
}
