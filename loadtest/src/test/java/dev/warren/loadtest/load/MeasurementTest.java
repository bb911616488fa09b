package dev.warren.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.warren.loadtest.arrival.Arrival;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.TimelinePoint;
import dev.warren.protocol.Timings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final Outcome DETECTED = new Outcome(Outcome.Kind.DETECTED, "");
  private static final Outcome LATE = new Outcome(Outcome.Kind.SKIPPED, "deadline");
  private static final long MILLI = 1_000_000;

  /** Measured from 1 s to 3 s; in time within 100 ms. */
  private final Measurement measurement =
      new Measurement(
          Fleet.parse("2x5,1x10"),
          new Window(1_000 * MILLI, 3_000 * MILLI),
          100 * MILLI,
          1_000 * MILLI);

  @Test
  void framesBelongToTheWindowByTheirIntendedTimeAndResultsByTheirReceipt() {
    assertThat(answered(frame(0, 990), 1_010, DETECTED)).as("its first, though early").isTrue();
    answered(frame(0, 1_000), 1_050, DETECTED);
    answered(frame(0, 2_990), 3_010, DETECTED);
    LoadReport report = report(4_000);
    assertThat(report.warmUpSeconds()).isEqualTo(1);
    assertThat(report.window().sent()).isEqualTo(2);
    assertThat(report.percentiles(LoadReport.SEND_LAG).count()).isEqualTo(2);
    assertThat(report.percentiles(LoadReport.CONFIRM).count()).isEqualTo(2);
    assertThat(report.percentiles(LoadReport.LATENCY).count()).isEqualTo(2);
    assertThat(report.percentiles(LoadReport.LATENCY).max()).isCloseTo(50, within(0.1));
    assertThat(report.window().answered()).isEqualTo(2); // at 1010 and 1050
    assertThat(report.window().perSecond(report.window().answered())).isEqualTo(1);
  }

  @Test
  void onlyDetectionsWithinTheirTimeCountAsInTime() {
    answered(frame(0, 1_000), 1_100, DETECTED);
    answered(frame(0, 1_200), 1_301, DETECTED);
    answered(frame(0, 1_400), 1_401, LATE);
    LoadReport report = report(4_000);
    assertThat(report.window().inTime()).isEqualTo(1);
    assertThat(report.window().detected()).isEqualTo(2);
    assertThat(report.window().answered()).isEqualTo(3);
    assertThat(report.percentiles(LoadReport.LATENCY).count()).isEqualTo(2);
    assertThat(report.percentiles(LoadReport.LATENCY_ALL).count()).isEqualTo(3);
  }

  @Test
  void aRepeatedResultIsCountedOnceInEveryRateAndLatency() {
    int frame = frame(0, 1_000);
    assertThat(answered(frame, 1_010, DETECTED)).isTrue();
    assertThat(answered(frame, 2_900, DETECTED)).isFalse();
    LoadReport report = report(4_000);
    assertThat(report.window().answered()).isEqualTo(1);
    assertThat(report.percentiles(LoadReport.LATENCY).max()).isCloseTo(10, within(0.1));
    assertThat(report.frames().duplicated()).isEqualTo(1);
  }

  @Test
  void overheadIsWhatDecodeEngineAndPostprocessDoNotExplain() {
    Timings timings = new Timings(1.0, 2.0, 30.0, 20.0, 3.0);
    measurement.answered(frame(0, 1_000), DETECTED, 1, timings, 1_065 * MILLI);
    measurement.answered(frame(0, 1_100), DETECTED, 1, Timings.NONE, 1_110 * MILLI);
    Timings some = new Timings(null, null, 30.0, null, null); // of another kind of worker
    measurement.answered(frame(0, 1_200), DETECTED, 1, some, 1_210 * MILLI);
    LoadReport report = report(4_000);
    assertThat(report.percentiles(LoadReport.OVERHEAD).count()).isEqualTo(1);
    assertThat(report.percentiles(LoadReport.OVERHEAD).max()).isCloseTo(40, within(0.1));
    Map.of("decode", 2, "batch_wait", 30, "inference", 20, "postprocess", 3)
        .forEach(
            (stage, millis) ->
                assertThat(report.stages().get(stage).getMaxValue() / 1e3)
                    .as(stage)
                    .isCloseTo(millis, within(0.1)));
  }

  @Test
  void stalenessIsTheAgeOfTheNewestDetectionsJustBeforeTheNextOnes() {
    answered(frame(0, 900), 950, DETECTED); // warm-up: known, but not read
    answered(frame(0, 1_100), 1_150, DETECTED); // 1150 - 900 = 250
    answered(frame(0, 1_300), 1_700, LATE); // still of 1100: 600, and it stays
    answered(frame(0, 1_500), 1_800, DETECTED); // 700
    answered(frame(0, 1_400), 1_900, DETECTED); // an older one, 400, and it takes nothing back
    answered(frame(0, 2_900), 3_010, DETECTED); // at the window's end: 3000 - 1500 = 1500
    LoadReport report = report(4_000);
    assertThat(report.cameras().get(0).detected()).isEqualTo(4); // but for the first one
    assertThat(report.cameras().get(0).skipped()).isEqualTo(1);
    assertThat(report.cameras().get(0).stalenessMs().count()).isEqualTo(5);
    assertThat(report.cameras().get(0).stalenessMs().max()).isCloseTo(1_500, within(15.0));
    assertThat(report.cameras().get(0).stalenessMs().p50()).isCloseTo(600, within(6.0));
  }

  @Test
  void aCameraWithoutAnyAnswerIsAsStaleAsItsFirstFrameIsOld() {
    frame(1, 500);
    frame(1, 1_500);
    assertThat(report(4_000).cameras().get(1).stalenessMs().max()).isCloseTo(2_500, within(25.0));
    assertThat(report(4_000).cameras().get(2).stalenessMs().count()).isZero(); // it sent nothing
  }

  @Test
  void groupsAndCamerasAreToldApart() {
    answered(frame(0, 1_000), 1_010, DETECTED);
    answered(frame(1, 1_000), 1_030, DETECTED);
    answered(frame(2, 1_000), 1_090, DETECTED);
    answered(frame(2, 1_100), 1_190, LATE);
    LoadReport report = report(4_000);
    assertThat(report.groups().get(0).name()).isEqualTo("2x5");
    assertThat(report.groups().get(0).latencyMs().max()).isCloseTo(30, within(0.1));
    assertThat(report.groups().get(0).sent()).isEqualTo(2);
    assertThat(report.groups().get(0).detected()).isEqualTo(2);
    assertThat(report.groups().get(1).detected()).isEqualTo(1);
    assertThat(report.groups().get(1).latencyMs().max()).isCloseTo(90, within(0.1));
    assertThat(report.groups().get(1).skipped()).isEqualTo(1);
    assertThat(report.cameras().get(2).latencyMs().count()).isEqualTo(1);
    assertThat(report.cameras().get(1).latencyMs().max()).isCloseTo(30, within(0.5));
  }

  @Test
  void confirmsAreTimedFromTheHandOver() {
    int frame = measurement.published(new Arrival(1_000 * MILLI, 0));
    measurement.sent(frame, 1_020 * MILLI);
    measurement.confirmed(frame, 1_020 * MILLI, 1_023 * MILLI);
    LoadReport report = report(4_000);
    assertThat(report.percentiles(LoadReport.CONFIRM).max()).isCloseTo(3, within(0.01));
    assertThat(report.percentiles(LoadReport.SEND_LAG).max()).isCloseTo(20, within(0.1));
    assertThat(report.frames().unanswered()).isEqualTo(1);
  }

  @Test
  void theTimelineCountsWhatHappensInEachStep() {
    answered(frame(0, 900), 950, DETECTED);
    answered(frame(0, 1_100), 1_110, DETECTED);
    answered(frame(0, 1_200), 1_400, DETECTED);
    answered(frame(0, 1_300), 3_100, LATE);
    TimelinePoint second = report(4_000).timeline().get(1);
    assertThat(second.sentPerSecond()).isEqualTo(3);
    assertThat(second.answeredPerSecond()).isEqualTo(2);
    assertThat(second.inTimePerSecond()).isEqualTo(1);
    assertThat(second.p50Ms()).isCloseTo(10, within(0.1));
    assertThat(second.p99Ms()).isCloseTo(200, within(0.2));
    assertThat(report(4_000).timeline().get(2).p50Ms()).isNull();
    assertThat(report(4_000).timeline().get(3).answeredPerSecond()).isEqualTo(1);
    assertThat(report(4_000).timeline().get(3).p50Ms()).as("of no detection").isNull();
    assertThat(report(4_000).timeline().get(0).p50Ms()).isCloseTo(50, within(0.1));
  }

  @Test
  void theTimelineIsInSecondsHoweverLongItsSteps() {
    Timeline timeline = new Timeline(2_000 * MILLI);
    for (int i = 0; i < 10; i++) timeline.sent(2_500 * MILLI);
    timeline.detected(3_999 * MILLI, 1_000, true);
    timeline.answered(3_999 * MILLI);
    assertThat(timeline.points().get(1)).isEqualTo(new TimelinePoint(2, 5, 1, 0.5, 1., 1.));
  }

  @Test
  void processorTimeIsGivenInCoresAndAProcessThatEndsIsLeftOut() {
    long[] seconds = {0};
    Map<String, Supplier<Duration>> processes = new LinkedHashMap<>();
    processes.put("busy", () -> Duration.ofMillis(1_500 * seconds[0]));
    processes.put("gone", () -> seconds[0] == 0 ? Duration.ofSeconds(1) : null);
    CpuMeter meter = new CpuMeter(processes, () -> seconds[0] * 1_000_000_000L);
    meter.start();
    seconds[0] = 4;
    meter.stop();
    assertThat(meter.cores()).containsOnly(Map.entry("busy", 1.5));
  }

  private int frame(int camera, long atMs) {
    int index = measurement.published(new Arrival(atMs * MILLI, camera));
    measurement.sent(index, atMs * MILLI);
    measurement.confirmed(index, atMs * MILLI, (atMs + 1) * MILLI);
    return index;
  }

  private boolean answered(int frame, long atMs, Outcome outcome) {
    return measurement.answered(frame, outcome, 1, null, atMs * MILLI);
  }

  private LoadReport report(long atMs) {
    return measurement.report(Map.of(), 0, 0L, Map.of(), atMs * MILLI);
  }
}
