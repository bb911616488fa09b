package dev.warren.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenRun;
import dev.warren.worker.testing.DemoModel;
import dev.warren.worker.testing.Pictures;
import dev.warren.worker.testing.SimulatedModels;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are the machine's; what is checked is that the figures agree with one another. */
class BenchmarkCommandTest {
  @TempDir private Path folder;

  private Path images;
  private Path json;
  private String out;
  private String err;

  @BeforeEach
  void writeImages() throws IOException {
    images = Files.createDirectories(folder.resolve("images"));
    json = folder.resolve("report.json");
    for (Color colour : List.of(Color.RED, Color.GREEN, Color.BLUE)) {
      byte[] jpeg = Pictures.encode(Pictures.plain(320, 180, colour), "jpg");
      Files.write(images.resolve(colour.getRGB() + ".jpg"), jpeg);
    }
  }

  @Test
  void theFiguresAgreeWithOneAnother() throws IOException {
    Path model = DemoModel.onnx();

    assertThat(benchmark(model, "--lanes=1", "--batch=2,1", "--json=" + json)).isZero();

    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("schema").asText()).isEqualTo("warren.benchmark.v1");
    assertThat(report.get("model").asText()).isEqualTo(DemoModel.NAME);
    assertThat(report.get("engine").asText()).isEqualTo("onnxruntime");
    assertThat(report.get("engine_version").asText()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(report.get("lanes").asInt()).isEqualTo(1);
    assertThat(report.get("images").asInt()).isEqualTo(3);
    assertThat(report.get("cpus").asInt()).isPositive();
    assertThat(report.get("resident_mib").asInt()).isPositive();
    JsonNode frame = report.get("single").get("frame_ms");
    JsonNode inference = report.get("single").get("inference_ms");
    assertThat(frame.get("p50").asDouble()).isGreaterThan(inference.get("p50").asDouble());
    assertThat(frame.get("p99").asDouble()).isGreaterThanOrEqualTo(frame.get("p50").asDouble());

    assertThat(report.get("batches")).extracting(b -> b.get("batch").asInt()).containsExactly(1, 2);
    double best = 0;
    for (JsonNode batch : report.get("batches")) {
      assertBatch(batch);
      best = Math.max(best, batch.get("frames_per_second").asDouble());
    }
    assertThat(report.get("best").get("frames_per_second").asDouble()).isEqualTo(best);
    assertThat(report.get("recommended").get("lanes").asInt()).isEqualTo(1);
    assertThat(report.get("recommended").get("batch").asInt())
        .isLessThanOrEqualTo(report.get("best").get("batch").asInt());
    assertThat(out).contains("one frame alone: ", "recommended: --max-batch ");
  }

  private static void assertBatch(JsonNode batch) {
    int size = batch.get("batch").asInt();
    JsonNode run = batch.get("run_ms");
    JsonNode stages = batch.get("stages_ms");
    assertThat(batch.get("frames").asInt()).isPositive().matches(frames -> frames % size == 0);
    assertThat(batch.get("cpu_cores").asDouble()).isPositive();
    List<Double> rising = new ArrayList<>();
    for (String rank : List.of("p50", "p95", "p99", "max")) rising.add(run.get(rank).asDouble());
    assertThat(rising).isSorted();
    assertThat(run.get("mean").asDouble())
        .isCloseTo(size * stages.get("inference").asDouble(), Percentage.withPercentage(2));
    // One lane does nothing but its stages, so that they are all of a frame's time.
    double perFrame = 0;
    for (JsonNode stage : stages) perFrame += stage.asDouble();
    assertThat(perFrame)
        .isCloseTo(1000 / batch.get("frames_per_second").asDouble(), Percentage.withPercentage(2));
  }

  @Test
  void goesThroughTheBatchesOfTheModelOnAsManyLanesAsSuitIt() throws IOException {
    assertThat(benchmark(SimulatedModels.noOp(), "--max-batch=5", "--json=-")).isZero();

    assertThat(out).doesNotContain("recommended: ");
    // In tests, logs go to standard output, too.
    JsonNode report = new ObjectMapper().readTree(out.substring(out.indexOf("{\n")));
    assertThat(report.get("batches"))
        .extracting(b -> b.get("batch").asInt())
        .containsExactly(1, 2, 4, 5);
    assertThat(report.get("lanes").asInt()).isEqualTo(2);
    assertThat(err).contains("recommended: --max-batch ");
    assertThat(out + err).contains("detections are made up");
  }

  @ParameterizedTest
  @CsvSource({"0.001, 5%, 0", "1000000000, 5%, 6", "1000000000000, 99.999%, 6"})
  void holdsTheBestSettingAgainstTheBaseline(String rate, String allowed, int exitCode)
      throws IOException {
    Path baseline = baseline("warren.benchmark.v1", rate);

    int ended =
        benchmark(
            SimulatedModels.noOp(),
            "--batch=1",
            "--json=" + json,
            "--baseline=" + baseline,
            "--max-regression=" + allowed);

    assertThat(ended).as(err).isEqualTo(exitCode);
    assertThat(err)
        .contains("frames/s, baseline ")
        .contains("the baseline has another engine: onnxruntime, not simulated");
    if (exitCode == ExitCode.REGRESSION) {
      assertThat(err).containsPattern("warren benchmark: regression: .* allowed -");
    }
    assertThat(json).isNotEmptyFile();
  }

  @Test
  void namesTheFilesThatCannotBeUsedAndGoesOn() throws IOException {
    Path cut = Files.write(images.resolve("0.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, -1});
    Files.writeString(images.resolve("labels.csv"), "0.jpg,car");

    assertThat(benchmark(SimulatedModels.noOp(), "--batch=1", "--json=" + json)).isZero();

    assertThat(err.lines())
        .contains(
            "warren benchmark: " + cut + ": malformed: JPEG header is cut short at byte 3 of 3",
            "warren benchmark: --source leaves out 1 file whose name does not end as a picture's: 1"
                + " .csv; a file that is named itself is taken");
    assertThat(new ObjectMapper().readTree(json.toFile()).get("images").asInt()).isEqualTo(3);
  }

  @Test
  void saysWhatIsWrongBeforeItMeasures() throws IOException {
    Path model = SimulatedModels.noOp();
    Path broken = Files.writeString(folder.resolve("broken.jpg"), "no picture");

    assertRefused(ExitCode.FAILURE, "--source: no file could be used", "--source=" + broken);
    assertThat(err).contains("warren benchmark: " + broken + ": unsupported: not an image");
    assertRefused(ExitCode.USAGE, "no such file or folder", "--source=" + folder.resolve("none"));
    assertRefused(
        ExitCode.USAGE,
        "--json " + folder.resolve("no/r.json"),
        "--json=" + folder.resolve("no/r.json"));
    assertRefused(ExitCode.CONFIGURATION, "no time for batches of 33", "--batch=1,33");
    assertRefused(
        ExitCode.CONFIGURATION,
        "--batch 4 is more than one run takes: 2",
        "--batch=4",
        "--max-batch=2");
    assertRefused(
        ExitCode.USAGE,
        "its schema is not warren.benchmark.v1: v0",
        "--baseline=" + baseline("v0", "1"));
    assertRefused(
        ExitCode.USAGE,
        "best.frames_per_second is not a number above 0: \"x\"",
        "--baseline=" + baseline("warren.benchmark.v1", "\"x\""));
    assertRefused(ExitCode.USAGE, "cannot be read", "--baseline=" + folder.resolve("none"));
    assertThat(run("benchmark", "--model=" + model)).isEqualTo(ExitCode.USAGE);
    assertThat(err).contains("--source is missing");
  }

  private void assertRefused(int exitCode, String message, String... options) {
    assertThat(benchmark(SimulatedModels.noOp(), options)).isEqualTo(exitCode);
    assertThat(err).contains("warren benchmark: ", message);
    assertThat(out).doesNotContain("one frame alone");
  }

  private Path baseline(String schema, String rate) throws IOException {
    String text =
        "{'schema':'%s','engine':'onnxruntime','best':{'batch':1,'frames_per_second':%s}}";
    return Files.writeString(
        folder.resolve("baseline.json"), text.formatted(schema, rate).replace('\'', '"'));
  }

  private int benchmark(Path model, String... options) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("benchmark", "--model=" + model, "--warm-up=20ms", "--duration=100ms"));
    words.addAll(List.of(options));
    if (words.stream().noneMatch(word -> word.startsWith("--source"))) {
      words.add("--source=" + images);
    }
    return run(words.toArray(String[]::new));
  }

  private int run(String... words) {
    WarrenProcess.End end = WarrenRun.of(Map.of(), words);
    out = end.out();
    err = end.err();
    return end.exitCode();
  }
}
