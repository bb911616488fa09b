package dev.warren.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.testing.WarrenProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WarrenTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Map<String, String> environment, String... args) {
    SampleCommand.last = null;
    CommandLine root = Settings.apply(Warren.commandLine(), args, environment);
    root.setOut(new PrintWriter(out));
    root.setErr(new PrintWriter(err));
    int exitCode = root.execute(args);
    StopSignal.finished(exitCode);
    return exitCode;
  }

  @Test
  void readsAnOptionFromTheEnvironment() {
    assertThat(run(Map.of("WARREN_MAX_BATCH", "4", "WARREN_MAX_WAIT", "250ms"), "sample"))
        .isEqualTo(ExitCode.OK);
    assertThat(SampleCommand.last.maxBatch).isEqualTo(4);
    assertThat(SampleCommand.last.maxWait).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void aSubcommandHasItsOptionsFromEverywhereToo() throws Exception {
    Path file = Files.writeString(folder.resolve("w.properties"), "depth=2\n");
    assertThat(run(Map.of("WARREN_DEPTH", "4"), "group", "inner")).isEqualTo(4);
    assertThat(run(Map.of(), "group", "inner", "--config", file.toString())).isEqualTo(2);
    assertThat(run(Map.of("WARREN_DEPTH", "x"), "group", "inner")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("warren group inner: ")
        .contains("--depth", "(from WARREN_DEPTH)");
  }

  @Test
  void prefersCommandLineThenEnvironmentThenFile() throws Exception {
    Path file = Files.writeString(folder.resolve("w.properties"), "max-batch=2\nmax-wait=1s\n");
    run(Map.of("WARREN_MAX_BATCH", "4"), "sample", "--config", file.toString());
    assertThat(SampleCommand.last.maxBatch).isEqualTo(4);
    assertThat(SampleCommand.last.maxWait).isEqualTo(Duration.ofSeconds(1));
    run(Map.of("WARREN_CONFIG", file.toString()), "sample", "--max-batch=16");
    assertThat(SampleCommand.last.maxBatch).isEqualTo(16);
    assertThat(SampleCommand.last.maxWait).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', false",
    "'', --dry-run, true",
    "true, '', true",
    "true, --dry-run, true",
    "false, '', false",
    "false, --dry-run, true",
    "true, --dry-run=false, false",
  })
  void aFlagThatIsTypedMeansTrueWhateverTheEnvironmentSays(
      String variable, String typed, boolean on) {
    run(
        variable.isEmpty() ? Map.of() : Map.of("WARREN_DRY_RUN", variable),
        typed.isEmpty() ? new String[] {"sample"} : new String[] {"sample", typed});
    assertThat(SampleCommand.last.dryRun).isEqualTo(on);
  }

  @Test
  void namesTheNearestOption() {
    assertThat(run(Map.of(), "sample", "--max-bacth", "4")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'--max-bacth'").contains("did you mean --max-batch?");
    assertThat(err.toString()).startsWith("warren sample: unknown option '--max-bacth'; did");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--source a.jpg --max-bacth 4",
        "--source a.jpg --max-bacth=4",
        "--source --max-bacth 4",
        "--fail --max-bacth"
      })
  void namesTheNearestOptionBehindOneThatTakesWords(String line) {
    assertThat(run(Map.of(), ("sample " + line).split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("warren sample: unknown option '--max-bacth'; did you mean --max-batch? Try");
  }

  @Test
  void aValueMayBeginWithADash() {
    assertThat(run(Map.of(), "sample", "--source", "-", "-1")).isZero();
    assertThat(SampleCommand.last.sources).containsExactly("-", "-1");
  }

  @Test
  void namesAWordThatIsNoCommandAndOneTooMany() {
    assertThat(run(Map.of(), "sampel")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .startsWith("warren: unknown command 'sampel'; did you mean sample? Try");
    err.getBuffer().setLength(0);
    assertThat(run(Map.of(), "sample", "more")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("warren sample: unexpected argument 'more'. Try");
  }

  @Test
  void namesNoValueAmongUnknownOptions() {
    run(Map.of(), "sample", "--max-bach", "4", "--colour=s3cret", "-", "more");
    assertThat(err.toString())
        .startsWith(
            "warren sample: unknown option '--max-bach', '--colour'; did you mean --max-batch?")
        .doesNotContain("4", "s3cret");
  }

  @Test
  void refusesAnUnknownKeyInTheFileAndNamesTheNearest() throws Exception {
    Path file = Files.writeString(folder.resolve("w.properties"), "max-bacth=2\n");
    assertThat(run(Map.of(), "sample", "--config=" + file)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("'max-bacth'").contains("did you mean max-batch?");
    assertThat(SampleCommand.last).isNull();
  }

  @Test
  void refusesAnUnknownVariableAndNamesTheNearest() {
    assertThat(run(Map.of("WARREN_MAX_BACTH", "4"), "sample")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("WARREN_MAX_BACTH")
        .contains("did you mean WARREN_MAX_BATCH?");
  }

  @Test
  void leavesTheLaunchersVariablesAlone() {
    Map<String, String> launchers =
        Map.of("WARREN_JAVA_OPTS", "-Xmx1g", "WARREN_MAVEN_ARGS", "-Pgpu");
    assertThat(run(launchers, "sample")).isEqualTo(ExitCode.OK);
  }

  @Test
  void ignoresTheServiceLinksOfKubernetes() {
    Map<String, String> links =
        Map.of(
            "WARREN_SERVICE_HOST", "10.0.0.1",
            "WARREN_PORT", "tcp://10.0.0.1:9095",
            "WARREN_PORT_9095_TCP_ADDR", "10.0.0.1",
            "WARREN_METRICS_SERVICE_PORT_HTTP", "9095");
    assertThat(run(links, "sample")).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "--max-batch, x, '''x'' is not a whole number'",
    "--max-batch, 1.5, 'is not a whole number'",
    "--max-batch, 99999999999, 'is too large'",
    "--max-batch, 0, --max-batch < 1: 0",
    "--max-wait, soon, is not a duration",
    "--max-wait, -PT1S, is less than 0",
    "--max-wait, PT9999999999999H, is more than 365 days",
    "--max-wait, 8761h, is more than 365 days",
    "--max-wait, 90m, --max-wait > 1 h: 90m",
    "--max-wait, 5400500ms, --max-wait > 1 h: 5400500ms",
    "--max-wait, 2h, --max-wait > 1 h: 2h",
    "--max-wait, 3601s, --max-wait > 1 h: 3601s",
    "--log-level, LOUD, '''LOUD'' is none of error, warn, info, debug'"
  })
  void namesTheRuleAndTheValueOfAWrongValue(String option, String value, String rule) {
    assertThat(run(Map.of(), "sample", option, value)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(option).contains(rule).contains(value);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "max-batch, x", // not a number
    "max-batch, 0", // out of range
    "max-wait, soon",
    "log-level, LOUD"
  })
  void saysWhereAWrongValueComesFrom(String option, String value) throws Exception {
    String variable = Settings.variable("--" + option);
    assertThat(run(Map.of(variable, value), "sample")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--" + option, value, "(from " + variable + ")");
    err.getBuffer().setLength(0);
    Path file = Files.writeString(folder.resolve("w.properties"), option + "=" + value);
    assertThat(run(Map.of(), "sample", "--config", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("--" + option, value, "(from the file of --config)");
    err.getBuffer().setLength(0);
    assertThat(run(Map.of(), "sample", "--" + option, value)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).doesNotContain("(from ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample amqp://u:s3cret@h",
        "sample amqps://u:p@s3cret/s3cret@h:5671/v",
        "sample amqpp://:s3cret@h",
        "sample --max-batch amqp://u:s3cret@h",
        "sample --fail amqp://u:s3cret@h",
        "amqp://u:s3cret@h"
      })
  void showsNoPasswordWhereverItIsTyped(String line) {
    run(Map.of(), line.split(" "));
    assertThat(err.toString()).contains(":***@h").doesNotContain("s3cret");
  }

  @Test
  void showsNoPasswordWithASpaceEither() {
    run(Map.of(), "sample", "amqp://u:s3 cret@h");
    assertThat(err.toString()).contains(":***@h").doesNotContain("s3", "cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample --amqpp amqp://u:s3cret@h", "sample --amqpp=amqp://u:s3cret@h"})
  void showsNothingOfWhatWasMeantForAnUnknownOption(String line) {
    run(Map.of(), line.split(" "));
    assertThat(err.toString()).contains("'--amqpp'").doesNotContain("s3cret", "amqp:", "@h");
  }

  @Test
  void endsWithTheCodeOfTheFailureAndOneLine() {
    assertThat(run(Map.of(), "sample", "--fail", "broker")).isEqualTo(ExitCode.BROKER);
    assertThat(err.toString().lines())
        .containsExactly("warren sample: broker localhost:5672 refused the connection");
  }

  @Test
  void showsTheTraceOfABug() {
    assertThat(run(Map.of(), "sample", "--fail", "bug")).isEqualTo(ExitCode.FAILURE);
    assertThat(err.toString()).contains("at dev.warren").contains("queue is full");
  }

  @ParameterizedTest
  @CsvSource({
    "memory, 3, direct memory; use fewer lanes",
    "library, 3, libopencv.so: GLIBC_2.39 not found; a library",
  })
  void namesWhatTheMachineLacksInOneLine(String fail, int exitCode, String words) {
    assertThat(run(Map.of(), "sample", "--fail", fail)).isEqualTo(exitCode);
    assertThat(err.toString()).startsWith("warren sample: ").contains(words);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void anErrorDoesNotKeepTheProcessFromEnding() throws Exception {
    try (WarrenProcess process = WarrenProcess.start(Map.of(), "sample", "--fail", "assertion")) {
      assertThat(process.exitCode()).isEqualTo(ExitCode.FAILURE);
      assertThat(process.errors())
          .contains("at dev.warren", "(a bug): java.lang.AssertionError: cannot happen");
      assertThat(process.errors()).doesNotContain("stop signal");
    }
  }

  @Test
  void saysWhichFileCannotBeRead() {
    assertThat(run(Map.of(), "sample", "--config", "/nowhere/w.properties"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("/nowhere/w.properties");
  }

  @Test
  void listsTheCommandsWhenNoneIsGiven() {
    assertThat(run(Map.of())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("sample");
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(run(Map.of(), "sample", "--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .containsSubsequence("--max-batch", "--dry-run", "--fail", "--config", "--log-level")
        .contains("WARREN_")
        .contains("One of error, warn, info, debug; default info.");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 81, 82, 83, 84, 85, 86, 87, 88, 100, 132})
  void helpBreaksItsLinesBetweenWordsAlone(int columns) {
    CommandLine sample = Warren.commandLine().getSubcommands().get("sample");
    sample.setUsageHelpAutoWidth(false).setUsageHelpWidth(columns);
    String help = sample.getUsageMessage();
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
    assertThat(help.split("\\s+"))
        .contains("~/.cache/warren/plans.", "--max-wait)", ".onnx")
        .containsSequence("4", "broker,", "5", "device,", "6", "regression.");
    if (columns >= 80) assertThat(help.lines()).endsWith("4 broker, 5 device, 6 regression.");
  }

  @Test
  void wordsOfEnumsAreReadInLettersOfAnyCase() {
    assertThat(run(Map.of(), "sample", "--log-level", "Warn")).isEqualTo(ExitCode.OK);
    assertThat(run(Map.of("WARREN_LOG_LEVEL", "INFO"), "sample")).isEqualTo(ExitCode.OK);
  }
}
