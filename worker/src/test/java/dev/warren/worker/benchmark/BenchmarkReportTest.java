package dev.warren.worker.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BenchmarkReportTest {
  private static final Latency ONE = new Latency(1, 1, 1, 1, 1);
  private static final long MS = 1_000_000;

  @Test
  void recommendsTheSmallestBatchWithinThreePercentOfTheBest() {
    BenchmarkReport report = report(100, 197, 200, 203, 202);

    assertThat(report.best().batch()).isEqualTo(8);
    assertThat(report.recommended().batch()).isEqualTo(2);
    assertThat(report(100, 196, 203).recommended().batch()).isEqualTo(4);
    assertThat(report(100).recommended().batch()).isEqualTo(1);
  }

  @Test
  void lanesAddUp() {
    LaneTimes quick = new LaneTimes();
    quick.turn(2, 0, 2 * MS, 8 * MS, 10 * MS); // 200 frames/s
    LaneTimes slow = new LaneTimes();
    slow.turn(2, 5 * MS, 9 * MS, 21 * MS, 25 * MS); // 100 frames/s

    BatchFigures figures = BatchFigures.of(2, List.of(quick, slow), 1.5);

    assertThat(figures.framesPerSecond()).isEqualTo(300);
    assertThat(figures.frames()).isEqualTo(4);
    assertThat(figures.stages()).isEqualTo(new BatchFigures.Stages(1.5, 4.5, 1.5));
    assertThat(figures.run().mean()).isEqualTo(9, Offset.offset(0.01));
    assertThat(figures.run().p50()).isEqualTo(6, Offset.offset(0.01));
    assertThat(figures.run().max()).isEqualTo(12, Offset.offset(0.02));
  }

  @Test
  void anUnknownMemoryIsNull() throws Exception {
    JsonNode json = new ObjectMapper().readTree(BenchmarkJson.text(report(100)));

    assertThat(json.get("resident_mib").isNull()).isTrue();
  }

  /** Batches of 1, 2, 4 and so on at these rates. */
  private static BenchmarkReport report(int... rates) {
    List<BatchFigures> batches =
        IntStream.range(0, rates.length)
            .mapToObj(
                i ->
                    new BatchFigures(
                        1 << i, rates[i], ONE, new BatchFigures.Stages(1, 1, 1), 1, 100))
            .toList();
    return new BenchmarkReport(
        new BenchmarkReport.Subject("m", "v", "e", "1", 2, 3, 4),
        new SingleFigures(ONE, ONE),
        batches,
        OptionalLong.empty());
  }
}
