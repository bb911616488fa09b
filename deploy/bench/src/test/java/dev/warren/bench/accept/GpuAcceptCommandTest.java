package dev.warren.bench.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.warren.cli.ExitCode;
import dev.warren.cli.Warren;
import dev.warren.worker.engine.tensorrt.Precision;
import dev.warren.worker.engine.tensorrt.TensorRtPresence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with the command line is said before the first minute on a GPU is spent. */
class GpuAcceptCommandTest {
  @TempDir Path folder;

  /** Of a run that would end at once for the want of a model that can be read. */
  private int run(String... more) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("gpu-accept", "--only", "machine"));
    arguments.addAll(
        List.of("--model", Files.writeString(folder.resolve("m.onnx"), "").toString()));
    arguments.addAll(List.of("--work", folder.resolve("work").toString()));
    arguments.addAll(List.of(more));
    return Warren.run(arguments.toArray(String[]::new), Map.of());
  }

  private void assertRefused(String... more) throws IOException {
    assertThat(run(more)).isEqualTo(ExitCode.USAGE);
    assertThat(folder.resolve("work")).doesNotExist();
  }

  @Test
  void aReportThatCouldNotBeWrittenIsRefusedAtOnce() throws IOException {
    assertRefused("--json", folder.resolve("none/accept.json").toString());
    assertRefused("--markdown", folder.resolve("none/accept.md").toString());
  }

  @Test
  void appendingTakesAFileToAppendTo() throws IOException {
    assertRefused("--append");
  }

  @Test
  void theReportIsThereWhateverBecameOfAPart() throws IOException {
    Path json = folder.resolve("accept.json");
    assertThat(run("--engine", "onnxruntime", "--json", json.toString(), "--append"))
        .isEqualTo(ExitCode.FAILURE);
    assertThat(Acceptance.read(json)).extracting(PartResult::part).containsExactly("machine");
    assertThat(folder.resolve("accept.json.part")).doesNotExist();
  }

  @Test
  void withoutAGpuItEndsWithTheDevicesCode() throws IOException {
    assumeFalse(TensorRtPresence.of(0).isUsable(), "this machine has what TensorRT needs");
    assertThat(run("--engine", "tensorrt")).isEqualTo(ExitCode.DEVICE);
  }

  @Test
  void plansOfOtherSettingsLieElsewhere() {
    assertThat(trial(0).plans()).isNotEqualTo(trial(3).plans());
  }

  private Trial trial(int optimizationLevel) {
    return new Trial(
        Trial.TENSORRT,
        Path.of("yolo11n.onnx"),
        null,
        null,
        Precision.FP16,
        optimizationLevel,
        32,
        null,
        null,
        null,
        folder);
  }

  @Test
  void aChangeThatWillNotComeIsNotWaitedFor() {
    String serves = "2026-11-27T16:57:53.256Z INFO  [start] Worker: worker accept serves handover";
    assertThat(Handover.obstacle(true, serves)).isEmpty();
    assertThat(Handover.obstacle(false, serves)).contains("the worker has ended");
    String refused =
        "2026-11-27T16:59:53.256Z WARN  [succession] Succession: onnxruntime goes on: the FP16 plan";
    assertThat(Handover.obstacle(true, serves + "\n" + refused + "\n")).contains(refused);
  }
}
