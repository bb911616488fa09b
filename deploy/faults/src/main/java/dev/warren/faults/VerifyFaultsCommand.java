package dev.warren.faults;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.ExitCode;
import dev.warren.cli.ReportFile;
import dev.warren.cli.WarrenCommand;
import dev.warren.faults.scenario.Rounds;
import dev.warren.faults.scenario.Scenario;
import dev.warren.faults.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bin/verify-faults}: everything that Warren claims about its reliability, tried. */
@Command(
    name = "verify-faults",
    description = {
      "Breaks brokers, connections, workers and messages on purpose, and accounts for every frame.",
      "Starts a broker of its own, which it kills, and workers as processes of their own; needs"
          + " rabbitmq-server.",
      "Prints one table; ends with code 1 when a frame was lost, or anything else is not as expected."
    })
public final class VerifyFaultsCommand implements WarrenCommand {
  private static final int MOST_ROUNDS = 10_000;
  private static final int MOST_JOBS = 64;
  private static final double MOST_PATIENCE = 100;
  private static final int SOAK = 29;

  @Option(
      names = "--scenario",
      paramLabel = "N",
      split = ",",
      description = "Only these, by number, such as 1,15; default all.")
  private List<Integer> scenarios;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Rounds of each; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Scenarios at one time, each with a broker and workers of its own; most of them wait most"
              + " of the time. Default ${DEFAULT-VALUE}.")
  private int jobs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What is random repeats by it; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write everything as JSON, after each round.")
  private Path report;

  @Option(
      names = "--definitions",
      paramLabel = "FILE",
      defaultValue = "deploy/rabbitmq/definitions.json",
      description = "The broker's definitions, for their policies; default ${DEFAULT-VALUE}.")
  private Path definitions;

  @Option(
      names = "--soak",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "How long scenario 29 takes; default ${DEFAULT-VALUE}. Given without --scenario, only that"
              + " one runs.")
  private Duration soak;

  @Option(
      names = "--soak-every",
      paramLabel = "TIME",
      defaultValue = "6s",
      description = "Between two faults of scenario 29; default ${DEFAULT-VALUE}.")
  private Duration soakEvery;

  @Option(
      names = "--patience",
      paramLabel = "FACTOR",
      defaultValue = "1.0",
      description =
          "Wait so many times longer for things to happen, on a busy machine; measured times are"
              + " judged as ever. Default ${DEFAULT-VALUE}.")
  private double patience;

  @Spec private CommandSpec spec;

  @Option(names = "--list", description = "Say which scenarios there are, and what is expected.")
  private boolean list;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> chosen = chosen();
    if (list) {
      for (Scenario scenario : chosen) {
        System.out.printf("%2d  %s%n    %s%n", scenario.id(), scenario.name(), scenario.expected());
      }
      return ExitCode.OK;
    }
    check();
    Path folder = Files.createTempDirectory("warren-faults-");
    System.err.println("faults: logs of all workers are in " + folder);
    Run run = new Run(chosen, rounds, seed, report);
    run.on(jobs, () -> new Rounds(folder, definitions, patience));
    System.out.print(Report.table(run.results()));
    boolean passed = run.results().stream().allMatch(ScenarioResult::isPassed);
    return passed ? ExitCode.OK : ExitCode.FAILURE;
  }

  private List<Scenario> chosen() {
    List<Scenario> all = Scenarios.all(soak, soakEvery);
    List<Integer> numbers = scenarios;
    if (numbers == null && isSoakGiven()) numbers = List.of(SOAK);
    if (numbers == null) return all;
    Set<Integer> chosen = Set.copyOf(numbers);
    for (int id : chosen) {
      if (all.stream().noneMatch(scenario -> scenario.id() == id)) {
        throw usage("--scenario is none of 1 to %d: %d".formatted(all.size(), id));
      }
    }
    return all.stream().filter(scenario -> chosen.contains(scenario.id())).toList();
  }

  private boolean isSoakGiven() {
    return spec.commandLine().getParseResult().hasMatchedOption("--soak");
  }

  /** Rather now than after an hour. */
  private void check() {
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException("rounds not in 1..%d: %d".formatted(MOST_ROUNDS, rounds));
    }
    if (jobs < 1 || jobs > MOST_JOBS) {
      throw new IllegalArgumentException("jobs not in 1..%d: %d".formatted(MOST_JOBS, jobs));
    }
    if (!(patience >= 1 && patience <= MOST_PATIENCE)) {
      throw new IllegalArgumentException(
          "patience not in 1..%.0f: %s".formatted(MOST_PATIENCE, patience));
    }
    if (soak.isZero()) throw new IllegalArgumentException("soak is 0: " + soak);
    if (soakEvery.isZero()) throw new IllegalArgumentException("soakEvery is 0: " + soakEvery);
    if (!Files.isRegularFile(definitions)) {
      throw usage("--definitions is no file: " + definitions);
    }
    ReportFile.check("--report", report);
  }
}
