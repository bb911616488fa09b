package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.bench.accept.PartResult.State;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceTest {
  private final Acceptance acceptance = new Acceptance(Map.of("engine", "tensorrt"));

  private static PartResult measured(String part, String figure, double value) {
    Findings findings = new Findings();
    findings.figure(figure, value);
    return findings.result(part, 2);
  }

  private static PartResult ended(String part, State state, String why) {
    return new Findings().failed(part, state, why, 1);
  }

  @Test
  void everythingMetIsZero() {
    acceptance.add(measured("sweep", "ratio_to_bare", 0.97));
    acceptance.add(measured("handover", "handover_lost", 0));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aMissedTargetIsSix() {
    acceptance.add(measured("sweep", "ratio_to_bare", 0.96));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.REGRESSION);
    assertThat(AcceptReport.table(acceptance))
        .containsPattern("ratio_to_bare +0.9600 +>= 0.97 +MISSED ");
  }

  @Test
  void aFailedPartIsOneUnlessATargetIsMissed() {
    acceptance.add(PartResult.failed("soak", "killed", 3));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.FAILURE);
    acceptance.add(measured("worker", "worker_lost", 1));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.REGRESSION);
  }

  @Test
  void aFigureFoundBeforeAPartFailedStillCounts() {
    Findings findings = new Findings();
    findings.figure("worker_lost", 2);
    acceptance.add(findings.failed("worker", State.FAILED, "late", 1));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.REGRESSION);
  }

  @Test
  void noGpuIsFiveWhateverElse() {
    acceptance.add(measured("sweep", "ratio_to_bare", 0.5));
    acceptance.add(ended("soak", State.NO_GPU, "device lost"));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.DEVICE);
    assertThat(acceptance.hasMeasured()).isTrue();
  }

  @Test
  void whatThereIsNothingToMeasureForIsNoFailureButIsSaid() {
    Findings findings = new Findings();
    findings.notMeasured("no broker: install one");
    acceptance.add(findings.result("worker", 0));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(AcceptReport.table(acceptance))
        .containsPattern("worker +0 s +not measured: no broker: install one")
        .containsPattern("ratio_to_bare_loop +>= 0.9 +not measured");
    assertThat(AcceptReport.markdown(acceptance)).contains("not measured: no broker");
  }

  @Test
  void aTargetAtExactlyItsValueIsMetAndNaNNever() {
    Goal most = new Goal("soak", "growth", false, 3, "");
    Goal least = new Goal("soak", "growth", true, 3, "");
    assertThat(new Goal.Outcome(most, 3).isMet()).isTrue();
    assertThat(new Goal.Outcome(most, 3.01).isMet()).isFalse();
    assertThat(new Goal.Outcome(most, -5).isMet()).isTrue();
    assertThat(new Goal.Outcome(least, 3).isMet()).isTrue();
    assertThat(new Goal.Outcome(least, 2.99).isMet()).isFalse();
    assertThat(new Goal.Outcome(most, Double.NaN).isMet()).isFalse();
    assertThat(new Goal.Outcome(least, Double.NaN).isMet()).isFalse();
    assertThat(most.text()).isEqualTo("<= 3");
    assertThat(new Goal("sweep", "r", true, 0.97, "").text()).isEqualTo(">= 0.97");
  }

  @Test
  void oneWarningAboutATruncatedPlanIsRightNoneAndTwoAreNot() {
    for (int warnings : new int[] {0, 1, 2}) {
      acceptance.add(measured("plans", "rebuild_warnings", warnings));
      assertThat(acceptance.exitCode() == ExitCode.OK).as("%d", warnings).isEqualTo(warnings == 1);
    }
  }

  @Test
  void everyTargetBelongsToAPart() {
    List<String> parts = GpuAcceptCommand.PARTS.stream().map(Part::name).toList();
    assertThat(Goal.ALL).extracting(Goal::part).isSubsetOf(parts);
    assertThat(parts).doesNotHaveDuplicates();
  }

  @Test
  void writesAndReadsItsJson(@TempDir Path folder) throws IOException {
    Findings findings = new Findings();
    findings.figure("ratio_to_bare", 0.95);
    findings.figure("growth", Double.NaN);
    findings.note("gpu", "H100 | 80 GB");
    acceptance.add(findings.result("sweep", 12.5));
    acceptance.add(ended("soak", State.FAILED, "killed"));

    JsonNode json = Acceptance.JSON.readTree(acceptance.json());
    assertThat(json.at("/schema").asText()).isEqualTo("warren.gpu-accept.v1");
    assertThat(json.at("/targets/0/figure").asText()).isEqualTo("ratio_to_bare");
    assertThat(json.at("/targets/0/met").asBoolean()).isFalse();
    assertThat(json.at("/parts/1/why").asText()).isEqualTo("killed");

    Path file = folder.resolve("accept.json");
    Files.writeString(file, acceptance.json());
    assertThat(Acceptance.read(file)).isEqualTo(acceptance.results());
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> Acceptance.read(file)).hasMessageContaining("warren.gpu-accept.v1");
  }

  @Test
  void aPartThatRunsAgainTakesThePlaceOfItsEarlierResult() {
    acceptance.add(measured("sweep", "ratio_to_bare", 0.5));
    acceptance.add(measured("soak", "resident_growth_percent", 0));
    acceptance.add(measured("sweep", "ratio_to_bare", 0.99));
    assertThat(acceptance.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(acceptance.results()).extracting(PartResult::part).containsExactly("sweep", "soak");
  }

  @Test
  void markdownKeepsItsTablesWhole() {
    Findings findings = new Findings();
    findings.note("gpu", "H100 | 80 GB\nsecond line");
    findings.figure("cold_start_s", 93.25);
    acceptance.add(findings.result("start", 95));
    assertThat(AcceptReport.markdown(acceptance))
        .contains("| gpu | H100 \\| 80 GB second line |")
        .contains("| `cold_start_s` | 93.2500 |");
  }
}
