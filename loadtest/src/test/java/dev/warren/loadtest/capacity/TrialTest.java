package dev.warren.loadtest.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.loadtest.report.Frames;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.WindowFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** 1000 frames in 10 s, 100 a second, with an objective of 200 ms: 20 may be under way. */
class TrialTest {
  private static final Frames ALL = frames(1_000, 1_000, 0);

  @Test
  void holdsWhereAllComeInTime() {
    Trial trial = judge(ALL, 980, 150);
    assertThat(trial.ok()).isTrue();
    assertThat(trial.why()).isEmpty();
    assertThat(trial.answeredPerSecond()).isEqualTo(98);
  }

  @Test
  void aSlowTailFailsAndIsTriedAgainUnlessItIsFarOff() {
    assertThat(judge(ALL, 1_000, 210).why()).isEqualTo("too slow");
    assertThat(judge(ALL, 1_000, 210).clear()).isFalse();
    assertThat(judge(ALL, 1_000, 500).clear()).isTrue();
  }

  @Test
  void fallingBehindFailsEvenWhileTheAnswersThatComeAreFast() {
    assertThat(judge(ALL, 970, 150).ok()).isTrue();
    Trial behind = judge(ALL, 969, 150);
    assertThat(behind.ok()).isFalse();
    assertThat(behind.why()).isEqualTo("falls behind");
    assertThat(behind.clear()).isTrue();
  }

  @Test
  void skippedFramesDoNotMakeALoadHold() {
    Trial trial = judge(frames(1_000, 999, 1), 1_000, 150);
    assertThat(trial.ok()).isFalse();
    assertThat(trial.why()).isEqualTo("1 skipped or failed");
    assertThat(trial.over()).isFalse();
  }

  @Test
  void unansweredFramesEndTheSearch() {
    Frames unanswered =
        new Frames(
            1_000, 1_000, 0, 0, 0, 999, new TreeMap<>(), new TreeMap<>(), 1, 1L, 0, 0, 0, 0, 0);
    Trial trial = judge(unanswered, 1_000, 150);
    assertThat(trial.ok()).isFalse();
    assertThat(trial.why()).isEqualTo("1 unanswered");
    assertThat(trial.over()).isTrue();
  }

  @Test
  void neitherAFrameThatNeverLeftNorASecondAnswerThatDiffersMakesALoadHold() {
    for (int differing = 0; differing < 2; differing++) {
      Frames flawed =
          new Frames(
              1_000,
              1_000,
              0,
              0,
              0,
              1_000,
              new TreeMap<>(),
              new TreeMap<>(),
              0,
              0L,
              differing,
              differing,
              0,
              0,
              1 - differing);
      Trial trial = judge(flawed, 1_000, 150);
      assertThat(trial.ok()).isFalse();
      assertThat(trial.why()).isEqualTo("not all sent and confirmed, or results differ");
    }
  }

  @Test
  void nothingAnsweredIsAFailure() {
    assertThat(Trial.judge(100, 100, report(ALL, 0, new Histogram(3)), 200).ok()).isFalse();
  }

  private static Frames frames(long published, long detected, long skipped) {
    TreeMap<String, Long> reasons = new TreeMap<>(Map.of("deadline", skipped));
    return new Frames(
        published, published, 0, 0, 0, detected, reasons, new TreeMap<>(), 0, 0L, 0, 0, 0, 0, 0);
  }

  private static Trial judge(Frames frames, long answered, long latencyMs) {
    Histogram micros = new Histogram(3);
    micros.recordValueWithCount(latencyMs * 1_000, 1_000);
    return Trial.judge(100, 100, report(frames, answered, micros), 200);
  }

  private static LoadReport report(Frames frames, long answered, Histogram micros) {
    Map<String, Histogram> latencies = new LinkedHashMap<>();
    latencies.put(LoadReport.LATENCY_ALL, micros);
    latencies.put(LoadReport.SEND_LAG, new Histogram(3));
    return new LoadReport(
        Map.of(),
        List.of(),
        frames,
        new WindowFigures(10, 1_000, 0, answered, answered, answered),
        latencies,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        Map.of());
  }
}
