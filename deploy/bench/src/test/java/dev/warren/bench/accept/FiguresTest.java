package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.warren.bench.BenchException;
import dev.warren.bench.Median;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How the parts arrive at their figures. */
class FiguresTest {
  @TempDir Path folder;

  @Test
  void growthLeavesOutTheWarmUp() {
    Samples samples = new Samples();
    for (int i = 0; i < 12; i++) samples.add(10 * i);
    for (int i = 0; i < 48; i++) samples.add(200);
    assertThat(samples.growthPercent()).isZero();
    assertThat(samples.last()).isEqualTo(200);
  }

  @Test
  void growthIsFromTheFirstThirdToTheLast() {
    Samples samples = new Samples();
    for (int i = 0; i < 60; i++) samples.add(i < 28 ? 100 : i < 44 ? 500 : 110);
    assertThat(samples.growthPercent()).isCloseTo(10, within(1e-9));
    assertThat(samples.growth()).isCloseTo(10, within(1e-9));
  }

  @Test
  void tooFewSamplesTellNothing() {
    Samples samples = new Samples();
    samples.add(1);
    assertThat(samples.growthPercent()).isNaN();
  }

  @Test
  void aRatioIsOfWhatWasMeasuredTogether() {
    // Clocks fell by half in the second round, for both.
    assertThat(Sweep.medianRatio(List.of(98.0, 49.0, 99.0), List.of(100.0, 50.0, 100.0)))
        .isCloseTo(0.98, within(1e-9));
    assertThat(Median.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
  }

  @Test
  void theCoresLimitOnlyWhereTheyAreFull() {
    assertThat(limit(900, Map.of("worker", 13.0, "broker", 1.5, "loadtest", 0.5)))
        .isEqualTo(
            "the cores, most of them with the worker (of 16 cores: broker 1.50, loadtest 0.50, worker 13.00)");
  }

  @Test
  void whatAWorkerWithoutAnEngineDoesIsTheLimitOfBrokerAndDecoding() {
    Map<String, Double> cores = Map.of("worker", 4.0, "loadtest", 1.0);

    assertThat(limit(900, cores)).startsWith("broker and decoding, not the engine (of 16 cores: ");
    assertThat(limit(800, cores)).startsWith("the engine's lanes (of 16 cores: ");
  }

  /** Where a worker without an engine does a thousand. */
  private static String limit(double rate, Map<String, Double> cores) {
    return WholeWorker.limit(new WholeWorker.Load(rate, 0, 1, new TreeMap<>(cores)), 1000, 16);
  }

  @Test
  void findsTheOnePlanAndWhatTensorRtSeesOfIt() throws IOException {
    assertThat(PlanFiles.in(folder.resolve("none"))).isEmpty();
    assertThatThrownBy(() -> PlanFiles.only(folder)).isInstanceOf(BenchException.class);
    Path plan = folder.resolve("m-1.plan");
    Files.write(plan, "{\"format\":1}\nab\nc".getBytes("UTF-8"));
    Files.writeString(folder.resolve("m-1.plan.lock"), "");
    assertThat(PlanFiles.only(folder)).isEqualTo(plan);
    assertThat(PlanFiles.plan(plan)).isEqualTo("ab\nc".getBytes("UTF-8"));
    Files.write(plan, new byte[] {7, '\n', 8});
    assertThat(PlanFiles.plan(plan)).isEqualTo(new byte[] {7, '\n', 8});
  }

  @Test
  void labelsAreWhereYolosToolsLookForThem() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images/coco"));
    assertThat(Fidelity.labels(images)).isNull();
    Path labels = Files.createDirectories(folder.resolve("labels/coco"));
    assertThat(Fidelity.labels(images)).isEqualTo(labels);
    assertThat(Fidelity.labels(folder.resolve("photos"))).isNull();
  }

  @Test
  void countsWarrensWarningsWhileItIsOpen() {
    try (Warnings warnings = Warnings.collect()) {
      LoggerFactory.getLogger("dev.warren.worker.Some").warn("plan {} is built again", "p");
      LoggerFactory.getLogger("dev.warren.worker.Some").info("plan kept");
      LoggerFactory.getLogger("org.other").warn("not ours");
      assertThat(warnings.messages()).containsExactly("plan p is built again");
    }
    try (Warnings later = Warnings.collect()) {
      assertThat(later.messages()).isEmpty();
    }
  }

  @Test
  void anAnswerThatComesAgainIsOneTooManyAndOneToSomebodyElseCountsForNothing() {
    Answers answers = new Answers();
    for (String id : List.of("a", "b", "c", "d")) answers.sent(id);
    answers.answered("a", "onnxruntime", true, 1_000_000);
    answers.answered("a", "tensorrt", true, 9_000_000);
    answers.answered("x", "tensorrt", true, 9_000_000);
    assertThat(answers.isFrom("tensorrt")).isFalse();
    answers.answered("b", "tensorrt", true, 41_000_000);
    answers.answered("c", "tensorrt", false, 42_000_000);
    assertThat(answers.isFrom("tensorrt")).isTrue();
    Findings findings = new Findings();
    answers.report("tensorrt", findings);
    assertThat(findings.result("handover", 0).figures())
        .containsEntry("handover_sent", 4.0)
        .containsEntry("handover_lost", 1.0)
        .containsEntry("handover_failed", 1.0)
        .containsEntry("handover_repeated", 1.0)
        .containsEntry("handover_done", 1.0)
        .containsEntry("answers_onnxruntime", 1.0)
        .containsEntry("answers_tensorrt", 2.0)
        .containsEntry("longest_gap_ms", 40.0);
  }
}
