package dev.warren.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.faults.ledger.Account;
import dev.warren.faults.scenario.Findings;
import dev.warren.faults.scenario.FindingsBuilder;
import dev.warren.faults.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Account CLEAN =
      new Account(10, 10, 0, 10, 10, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0);
  private static final Account BAD = new Account(10, 10, 0, 7, 7, 0, 0, 3, 1, 1, 2, 0, 2, 4, 4, 0);

  private static ScenarioResult result(int id) {
    return new ScenarioResult(new Scenario(id, "fault " + id, "nothing", false, round -> {}));
  }

  private static Findings findings(Account account, int faults) {
    return FindingsBuilder.of(account, faults);
  }

  private static JsonNode json(ScenarioResult... results) throws Exception {
    return JSON.readTree(Report.json(List.of(results)));
  }

  @Test
  void hasExactlyThePromisedTotals() throws Exception {
    ScenarioResult first = result(1);
    first.add(findings(CLEAN, 3), null);
    first.add(findings(CLEAN, 4), null);
    ScenarioResult second = result(2);
    second.add(findings(BAD, 5), null);
    JsonNode report = json(first, second);
    assertThat(report.fieldNames())
        .toIterable()
        .containsExactly(
            "faults", "lost", "duplicated", "differing", "innocents_dead_lettered", "scenarios");
    assertThat(report.path("faults").asInt()).isEqualTo(12);
    assertThat(report.path("lost").asInt()).isEqualTo(3);
    assertThat(report.path("duplicated").asInt()).isEqualTo(5);
    assertThat(report.path("differing").asInt()).isEqualTo(2);
    assertThat(report.path("innocents_dead_lettered").asInt()).isEqualTo(4);
    JsonNode scenario = report.path("scenarios").get(0);
    assertThat(scenario.path("id").asInt()).isEqualTo(1);
    assertThat(scenario.path("name").asText()).isEqualTo("fault 1");
    assertThat(scenario.path("rounds").asInt()).isEqualTo(2);
    assertThat(scenario.path("pass").asBoolean()).isTrue();
    assertThat(scenario.path("frames").path("acknowledged").asInt()).isEqualTo(20);
    assertThat(scenario.path("frames").fieldNames())
        .toIterable()
        .containsExactly(
            ("attempted acknowledged refused answered detected skipped failed lost unexpected"
                    + " duplicated differing recovered misjudged dead_lettered"
                    + " innocents_dead_lettered quarantined")
                .split(" "));
  }

  @Test
  void aRoundWithAFailureFailsItsScenario() throws Exception {
    ScenarioResult result = result(1);
    result.add(findings(CLEAN, 1), null);
    result.add(FindingsBuilder.failing("lost 3"), null);
    assertThat(result.isPassed()).isFalse();
    assertThat(result.passedRounds()).isEqualTo(1);
    assertThat(json(result).path("scenarios").get(0).path("failures").get(0).asText())
        .isEqualTo("round 2: lost 3");
    assertThat(Report.table(List.of(result)))
        .contains("FAIL: round 2: lost 3")
        .containsPattern("1 +fault 1 +FAIL +2 ");
  }

  @Test
  void noFigureBeyondItsLimitIsCalledCleanAndNothingElse() {
    Findings slow = FindingsBuilder.measured("recovered_s", 5, 6.04);
    assertThat(Report.verdict(slow, null))
        .isEqualTo("clean, but recovered_s 6.04 is beyond its limit 5");
    assertThat(Report.verdict(FindingsBuilder.measured("recovered_s", 5, 4), null))
        .isEqualTo("clean");
    assertThat(Report.verdict(FindingsBuilder.failing("lost 3"), null)).isEqualTo("NOT CLEAN");
    assertThat(Report.verdict(slow, "no broker")).isEqualTo("NOT CLEAN");
    ScenarioResult result = result(1);
    result.add(slow, null);
    assertThat(Report.table(List.of(result)))
        .contains("measured: recovered_s 6.04 (limit 5)", "FAIL: recovered_s: 6.04, limit 5");
  }

  @Test
  void aRoundThatTheHarnessCouldNotFinishFailsToo() {
    ScenarioResult result = result(1);
    result.add(findings(CLEAN, 1), "no broker");
    assertThat(result.isPassed()).isFalse();
    assertThat(result.failures()).containsExactly("round 1: not finished: no broker");
  }

  @Test
  void nothingTriedIsNothingPassed() {
    assertThat(result(1).isPassed()).isFalse();
  }

  @Test
  void theMedianOfATimeDecides() throws Exception {
    ScenarioResult result = result(1);
    for (double seconds : new double[] {1, 9, 2}) {
      result.add(FindingsBuilder.measured("ended_s", 5, seconds), null);
    }
    assertThat(result.figures().get("ended_s"))
        .isEqualTo(new ScenarioResult.Spread(2, 1, 9, 5, false));
    assertThat(result.isPassed()).isTrue();
    result.add(FindingsBuilder.measured("ended_s", 5, 9), null);
    result.add(FindingsBuilder.measured("ended_s", 5, 9), null);
    assertThat(result.failures()).containsExactly("ended_s: 9, limit 5");
    assertThat(result.isPassed()).isFalse();
    JsonNode figure = json(result).path("scenarios").get(0).path("figures").path("ended_s");
    assertThat(figure.toString())
        .isEqualTo("{\"median\":9.0,\"least\":1.0,\"most\":9.0,\"limit\":5.0}");
  }

  @Test
  void aValueThatIsNoNumberFails() {
    ScenarioResult result = result(1);
    result.add(FindingsBuilder.measured("share", 5, 1, Double.NaN, 2), null);
    assertThat(result.failures()).containsExactly("share: NaN, limit 5");
  }

  @Test
  void aCountDecidesInEachRound() {
    ScenarioResult result = result(1);
    for (double skipped : new double[] {0, 40, 0}) {
      result.add(FindingsBuilder.counted("skipped", 0, skipped), null);
    }
    assertThat(result.failures()).containsExactly("skipped: 40, limit 0");
  }

  @Test
  void ofSeveralValuesInOneRoundTheWorstCounts() {
    Findings findings = FindingsBuilder.measured("seconds", 5, 3, 7, 4);
    assertThat(findings.figures().get("seconds").value()).isEqualTo(7);
  }

  @Test
  void theTableHasOneRowForEachAndTheirSum() {
    ScenarioResult first = result(1);
    first.add(findings(CLEAN, 3), null);
    ScenarioResult second = result(2);
    second.add(findings(BAD, 5), null);
    assertThat(Report.table(List.of(first, second)).lines().limit(4).map(String::strip))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("#").contains("lost").contains("twice"),
            one -> assertThat(one).matches("1 +fault 1 +pass +1 +3 +10 +10 +0 +2 +0 +0 +0"),
            two -> assertThat(two).matches("2 +fault 2 +pass +1 +5 +10 +7 +3 +1 +2 +3 +4"),
            all -> assertThat(all).matches("all +2 +8 +20 +17 +3 +3 +2 +3 +4"));
  }
}
