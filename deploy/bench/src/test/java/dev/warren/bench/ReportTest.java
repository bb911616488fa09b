package dev.warren.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Results results = new Results();

  private static JsonNode run(int unanswered, int differing) throws Exception {
    return JSON.readTree(
        """
        {"frames": {"published": 100, "unanswered": %d, "differing": %d, "duplicated": 2,
          "unconfirmed": 0, "failed": {}, "unsent": 0, "detected": 9},
          "cpu_cores": {"worker": 1.5}}
        """
            .formatted(unanswered, differing));
  }

  @Test
  void givesMedianAndSpreadOfTheRounds() {
    for (double value : List.of(3.0, 1.0, 2.0, 10.0)) results.ratio("saturated", value);
    assertThat(results.ratios().get("saturated"))
        .isEqualTo(new Results.Spread(2.5, 1, 10, List.of(3.0, 1.0, 2.0, 10.0)));
  }

  @Test
  void addsUpTheAccountingOfAllRuns() throws Exception {
    results.ran("a", run(0, 0));
    results.ran("b", run(0, 0));
    assertThat(results.isClean()).isTrue();
    assertThat(results.accounting())
        .containsEntry("runs", 2L)
        .containsEntry("published", 200L)
        .containsEntry("failed", 0L);
    results.ran("c", run(1, 0));
    assertThat(results.isClean()).isFalse();
    Results other = new Results();
    other.ran("d", run(0, 1));
    assertThat(other.isClean()).isFalse();
  }

  @Test
  void unconfirmedFramesSpoilTheRunAndAreNamed() throws Exception {
    JsonNode report = run(0, 0);
    results.ran("a", report);
    assertThat(Report.table(results)).doesNotContain("FAILED");
    ((ObjectNode) report.path("frames")).put("unconfirmed", 3);
    results.ran("b", report);
    assertThat(results.isClean()).isFalse();
    assertThat(Report.table(results)).endsWith("FAILED: {unconfirmed=3}\n");
  }

  @Test
  void framesThatFailAreNoThroughput() throws Exception {
    JsonNode report =
        JSON.readTree(
            """
            {"frames": {"published": 9, "unconfirmed": 0, "unanswered": 0, "differing": 0,
              "duplicated": 0, "failed": {"malformed": 3, "oversize": 4}}}
            """);
    assertThatThrownBy(() -> results.ran("saturated", report))
        .hasMessage("saturated: the worker failed 7 frames");
    assertThat(results.accounting()).containsEntry("failed", 7L);
  }

  @Test
  void lessLoadThanWasMeantIsNotMeasured() throws Exception {
    JsonNode report = run(0, 0);
    ((ObjectNode) report.path("frames")).put("unsent", 3);
    assertThatThrownBy(() -> results.ran("overload", report))
        .isInstanceOf(BenchException.class)
        .hasMessage("overload: 3 frames were never sent");
  }

  @Test
  void aRunWithoutADetectionIsNotMeasured() throws Exception {
    JsonNode report = run(0, 0);
    ((ObjectNode) report.path("frames")).put("detected", 0);
    assertThatThrownBy(() -> results.ran("added_latency", report))
        .isInstanceOf(BenchException.class)
        .hasMessage("added_latency: no frame was detected");
  }

  @Test
  void aRatioTakesFiguresOfItsOwnRound() {
    results.figure("bare", 3);
    assertThat(results.latest("bare")).isEqualTo(3);
    results.newRound();
    assertThatThrownBy(() -> results.latest("bare")).isInstanceOf(BenchException.class);
  }

  @Test
  void aFailedComparisonShowsAndSpoilsTheRun() throws Exception {
    results.ratio("saturated", 0.96);
    results.failed("broker", "PerfTest ended with exit code 1:\nlog");
    assertThat(results.isClean()).isFalse();
    assertThat(Report.table(results))
        .contains("not measured: broker: PerfTest ended with exit code 1:")
        .contains("0.960");
    Subject subject = new Subject("m.onnx", null, "images", "sim", Subject.Pace.QUICK);
    assertThat(
            JSON.readTree(Report.json(results, subject, "shared"))
                .at("/not_measured/broker")
                .asText())
        .startsWith("PerfTest");
  }

  @Test
  void refusesAReportWithoutTheNumber() throws Exception {
    assertThatThrownBy(() -> results.ran("a", JSON.readTree("{\"frames\": {}}")))
        .isInstanceOf(BenchException.class)
        .hasMessage("the report has no number [published]");
    assertThatThrownBy(() -> results.latest("never"))
        .hasMessage("not measured in this round: never");
  }

  @Test
  void saysWhatIsMetAndWhatIsMissed() throws Exception {
    results.ratio("saturated", 0.96);
    results.ratio("decode", 1.3);
    results.ratio("goodput_2x_fifo", 0.1);
    results.ran("a", run(0, 0));
    assertThat(Report.table(results))
        .containsPattern("saturated +0.960 .*>= 0.95 +met ")
        .containsPattern("decode +1.300 .*<= 1.15 +MISSED ")
        .containsPattern("goodput_2x_fifo +0.100 .*\\d +the same in order of arrival")
        .contains("published=100, unconfirmed=0, unanswered=0");
    Subject subject = new Subject("m.onnx", null, "images", "sim", Subject.Pace.QUICK);
    JsonNode json = JSON.readTree(Report.json(results, subject, "shared"));
    assertThat(json.at("/ratios/saturated").asDouble()).isEqualTo(0.96);
    assertThat(json.at("/targets/decode/met").asBoolean()).isFalse();
    assertThat(json.at("/targets/goodput_2x_fifo").isMissingNode()).isTrue();
    assertThat(json.at("/spreads/decode/rounds/0").asDouble()).isEqualTo(1.3);
    assertThat(json.at("/cpu_cores/a/worker").asDouble()).isEqualTo(1.5);
  }
}
