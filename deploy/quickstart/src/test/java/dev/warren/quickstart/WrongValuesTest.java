package dev.warren.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.cli.Warren;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A wrong value of any command is one line that names the option, before anything is opened: usage.
 * What is read and cannot be used is configuration.
 */
class WrongValuesTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          float.class,
          double.class,
          Double.class,
          Duration.class);

  /** Nobody listens there: a command that came to connect would end with another exit code. */
  private static final String AMQP = "--amqp=amqp://user:s3cret@127.0.0.1:1";

  @TempDir Path folder;

  static Stream<Arguments> numericOptions() {
    return Warren.commandLine().getSubcommands().values().stream()
        .flatMap(WrongValuesTest::leaves)
        // Those of the launcher's own package are its tests', which "mvn test" has on the path.
        .filter(c -> !c.getCommand().getClass().getPackage().equals(Warren.class.getPackage()))
        .flatMap(
            command ->
                command.getCommandSpec().options().stream()
                    .filter(option -> NUMBERS.contains(option.type()))
                    .map(option -> Arguments.of(path(command), option)));
  }

  /** The commands that do something: the subcommands where there are some. */
  private static Stream<CommandLine> leaves(CommandLine command) {
    Collection<CommandLine> subcommands = command.getSubcommands().values();
    return subcommands.isEmpty()
        ? Stream.of(command)
        : subcommands.stream().flatMap(WrongValuesTest::leaves);
  }

  /** As it is typed after {@code warren}. */
  private static String path(CommandLine command) {
    return command.getCommandSpec().qualifiedName().substring("warren ".length());
  }

  @ParameterizedTest
  @MethodSource("numericOptions")
  void everyNumericOptionIsNamed(String command, OptionSpec option) {
    String name = option.longestName();
    String below = option.type() == Duration.class ? "-PT1S" : "-1";
    for (String value : List.of(below, "99999999999999999999x", "many")) {
      expect(name, value, command, name + "=" + value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "worker, --max-batch, 1000000000",
    "worker, --threads-per-lane, 1000000000",
    "worker, --lanes, 100000",
    "worker, --decode-threads, 1000000",
    "worker, --prefetch, 2001",
    "worker, --max-frame-bytes, 0",
    "worker, --max-frame-pixels, 0",
    "worker, --max-frame-pixels, 9999999999",
    "worker, --max-detections, 0",
    "worker, --confidence, 1.5",
    "worker, --iou, NaN",
    "worker, --progress-every, 1ms",
    "worker, --drain-timeout, 366000h",
    "worker, --ledger, 1000001",
    "worker, --retry-attempts, 1001",
    "worker, --role, spare",
    "dead-letters list, --limit, 0",
    "dead-letters replay, --limit, 1000001",
    "dead-letters purge, --older-than, 366000h",
    "worker, --startup-timeout, 25h",
    "worker, --heartbeat, 0s",
    "worker, --heartbeat, 24h",
    "worker, --engine-failures, 0",
    "worker, --engine-retry-after, 0s",
    "worker, --engine-retry-after, 2h",
    "worker, --run-timeout, 999ms",
    "worker, --run-timeout, 2h",
    "worker, --on-device-fault, tpu",
    "worker, --engine, tpu",
    "worker, --model-name, a.b",
    "worker, --while-building, sleep",
    "worker, --precision, fp8",
    "worker, --device, -1",
    "worker, --calibration, no-such-folder",
    "worker, --canaries, no-such-folder",
    "worker, --plan-cache, pom.xml",
    "compile, --engine, pytorch",
    "compile, --max-batch, 1000000000",
    "worker, --reference-timeout, 0s",
    "worker, --reply-to, 'off,amq.gen-*'",
    "worker, --http, h:65536",
    "worker, --http, nonsense",
    "worker, --page-frames, maybe",
    "detect, --lanes, 100000",
    "detect, --max-batch, 1000000000",
    "detect, --iou, 2.0",
    "detect, --engine, tpu",
    "benchmark, --lanes, 1025",
    "benchmark, --batch, 0",
    "benchmark, --batch, 1025",
    "benchmark, --warm-up, 366000h",
    "benchmark, --duration, 2h",
    "benchmark, --max-regression, 100%",
    "benchmark, --engine, tpu",
    "doctor, --engine, tpu",
    "doctor, --model-name, a.b",
    "gateway, --cameras, 100000",
    "gateway, --fps, Infinity",
    "gateway, --max-outstanding, 0",
    "gateway, --quality, 1.5",
    "gateway, --size, 10x10",
    "quickstart, --cameras, 257",
    "quickstart, --fps, NaN",
    "quickstart, --size, 10x10",
    "quickstart, --page-port, 65536",
    "loadtest run, --cameras, 0",
    "loadtest run, --cameras, 5001",
    "loadtest run, --cameras, 49x5;1x100",
    "loadtest run, --cameras, 49x0",
    "loadtest run, --cameras, 1x200000",
    "loadtest run, --rate, 0",
    "loadtest run, --rate, NaN",
    "loadtest run, --jitter, 1.5",
    "loadtest run, --burst, 0",
    "loadtest run, --pictures, 0",
    "loadtest run, --saturate, 100001",
    "loadtest run, --ttl, 0s",
    "loadtest run, --duration, 0s",
    "loadtest run, --max-outstanding, 0",
    "loadtest run, --arrivals, random",
    "loadtest run, --json, /nowhere/r.json",
    "loadtest run, --html, /nowhere/r.html",
    "loadtest run, --watch-pid, worker=999999999",
    "loadtest capacity, --slo-p99, 0s",
    "loadtest capacity, --min-rate, 0.0",
    "loadtest capacity, --min-rate, 20000.0",
    "loadtest capacity, --max-rate, Infinity",
    "loadtest capacity, --precision, 1.0",
    "loadtest capacity, --fps, 0",
    "loadtest capacity, --cameras, 0",
    "loadtest capacity, --json, /nowhere/r.json",
    "loadtest autoscale-sim, --capacity, NaN",
    "loadtest autoscale-sim, --capacity, 0.0",
    "loadtest autoscale-sim, --peak-rate, Infinity",
    "loadtest autoscale-sim, --max-workers, 0",
    "loadtest autoscale-sim, --min-workers, 9",
    "loadtest autoscale-sim, --deadline, 0s",
    "loadtest autoscale-sim, --deadline, 1500ms",
    "loadtest autoscale-sim, --warm-up, 2h",
    "loadtest autoscale-sim, --scrape-interval, 2m",
    "loadtest autoscale-sim, --rate-window, 20s",
    "loadtest autoscale-sim, --utilization, 1.5",
    "loadtest autoscale-sim, --shape, square",
    "loadtest autoscale-sim, --trace, nowhere.csv",
    "loadtest autoscale-sim, --json, /nowhere/r.json"
  })
  void theBoundsOfEachAreNamed(String command, String option, String value) {
    expect(option, value, command, option + "=" + value);
  }

  @ParameterizedTest
  @CsvSource({"5, 6.0, 9.0", "1, 6000.0, 9000.0"})
  void ratesBetweenWhichNoNumberOfCamerasLiesAreRefused(String fps, String least, String most) {
    String[] more = {"--by=cameras", "--fps=" + fps, "--min-rate=" + least, "--max-rate=" + most};
    expect("--min-rate", "--max-rate " + most + ": " + least, "loadtest capacity", more);
  }

  @Test
  void aModelFileWithADotIsToldTheOptionForItsName() {
    expect("--model-name", "'my.model.v2'", "worker", "--model=my.model.v2.torchscript");
  }

  @Test
  void credentialsInTwoPlacesAreRefused() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "s3cret");
    expect(
        "--amqp-username",
        "in one place",
        "worker",
        "--amqp-username=u",
        "--amqp-password-file=" + password);
  }

  /** A place may hold a password: it is not repeated. */
  @Test
  void aPlaceThatCannotBeFetchedFromIsRefused() {
    expect(
        "--reference-prefix",
        "names a user",
        "worker",
        "--reference-prefix=ftp://user:s3cret@store.example/");
  }

  /** Of all commands, for the environment is one for all of them. */
  @Test
  void aMisspeltVariableIsToldTheNearestWhicheverCommandReadsIt() {
    assertThat(run(ExitCode.USAGE, List.of("doctor"), Map.of("WARREN_PREFTCH", "8")))
        .contains("variable WARREN_PREFTCH; did you mean WARREN_PREFETCH?")
        .doesNotContain("WARREN_PRECISION");
  }

  @Test
  void halfOfTlsForHttpIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("half.pem"), "no certificate");
    expect("--http-cert", "--http-key", "worker", "--http-cert=" + file);
    expect("--http-cert", "--http-key", "worker", "--http-key=" + file);
    expect("--http-ca", "--http-cert", "worker", "--http-ca=" + file);
    String[] both = {"--http-cert=" + file, "--http-key=" + file};
    String unreadable = file + " holds no readable PEM certificate";
    expect(ExitCode.CONFIGURATION, "--http-cert", unreadable, "worker", both);
    expect(ExitCode.CONFIGURATION, "--camera-ca", unreadable, "gateway", "--camera-ca=" + file);
    expect("--http-cert", "--http is off", "worker", both[0], both[1], "--http=off");
  }

  @Test
  void filesOfTlsForHttpThatAreNotThereAreNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("some.pem"), "something");
    String[] noKey = {"--http-cert=" + file, "--http-key=no.pem"};
    expect("--http-key", "is no file that can be read: 'no.pem'", "worker", noKey);
  }

  @Test
  void anEmptyModelIsNamedAsThat() {
    expect("--model", "--model is empty", "worker", "--model=");
  }

  @Test
  void aModelThatIsMissingIsToldBeforeAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String http = "--http=" + taken.getLocalPort();
      String said = "none: no such file nor none.onnx";
      expect(ExitCode.CONFIGURATION, "", said, "worker", http);
    }
  }

  @Test
  void aReportThatCannotBeWrittenIsSaidBeforeTheStart() {
    Path report = folder.resolve("nowhere/r.json");
    expect("--report", report.toString(), "quickstart", "--report=" + report);
  }

  @Test
  void aPortOfThePageThatIsTakenIsSaidBeforeTheStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String option = "--page-port=" + taken.getLocalPort();
      String said = "--page-port " + taken.getLocalPort() + ": the port is taken";
      expect(ExitCode.CONFIGURATION, "--page-port", said, "quickstart", option);
    }
  }

  private static void expect(String option, String value, String command, String... more) {
    expect(ExitCode.USAGE, option, value, command, more);
  }

  private static void expect(
      int exitCode, String option, String value, String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    CommandLine line = Warren.commandLine();
    for (String word : args) line = line.getSubcommands().get(word);
    Set<String> options = line.getCommandSpec().optionsMap().keySet();
    if (options.contains("--amqp")) args.add(AMQP);
    boolean ownModel = Stream.of(more).anyMatch(arg -> arg.startsWith("--model="));
    if (!ownModel && options.contains("--model") && !command.equals("quickstart")) {
      args.add("--model=none");
    }
    args.addAll(List.of(more));
    if (command.equals("detect")) args.add("none.jpg");
    String text = run(exitCode, args, Map.of());
    assertThat(text).startsWith("warren " + command + ": ").contains(option, value);
    assertThat(text).doesNotContain("s3cret");
  }

  /** What a command says that does not take what it is given. */
  private static String run(int exitCode, List<String> args, Map<String, String> environment) {
    WarrenProcess.End end = WarrenRun.of(environment, args.toArray(String[]::new));
    assertThat(end.exitCode()).as("%s: %s", args, end.err()).isEqualTo(exitCode);
    assertThat(end.err().lines()).hasSize(1);
    assertThat(end.out()).isEmpty();
    return end.err();
  }
}
