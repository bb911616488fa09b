package dev.warren.loadtest.scaling;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.DurationConverter;
import dev.warren.cli.ExitCode;
import dev.warren.cli.ReportFile;
import dev.warren.cli.WarrenCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code warren loadtest autoscale-sim}: what a way to scale costs, before it is paid for. */
@Command(
    name = "autoscale-sim",
    description =
        "Simulates autoscaling: late frames, reversals and worker hours by the rule of desired"
            + " workers and by the length of the queue. Needs neither broker nor workers.")
public final class AutoscaleSimCommand implements WarrenCommand {
  private static final int MAX_WORKERS = 10_000;
  private static final double MAX_CAPACITY = 1e6;
  private static final Duration HOUR = Duration.ofHours(1);

  /** Options that the report repeats. */
  private static final String SETTINGS =
      "capacity warm-up deadline serve-late prefetch min-workers max-workers scrape-interval"
          + " sync-interval up-window down-window down-workers down-period utilization drain-target"
          + " rate-window backlog-target queue-target";

  @Spec private CommandSpec spec;
  @Mixin private DemandOptions demand;

  @Option(
      names = "--capacity",
      paramLabel = "R",
      defaultValue = "100",
      description =
          "Frames per second of one worker, as its metric warren_capacity_frames_per_second shows"
              + " it; default ${DEFAULT-VALUE}.")
  private double capacity;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "From the wish for a worker until it takes frames: node, image, model; default"
              + " ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Frames that wait longer are late; default ${DEFAULT-VALUE}.")
  private Duration deadline;

  @Option(
      names = "--serve-late",
      description =
          "Late frames are served all the same, as those without a deadline are; else they are"
              + " skipped at no cost.")
  private boolean serveLate;

  @Option(
      names = "--prefetch",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Frames that a worker holds at most, which are not ready to the broker any more; default"
              + " ${DEFAULT-VALUE}.")
  private int prefetch;

  @Option(
      names = "--min-workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Workers that are always there; default ${DEFAULT-VALUE}.")
  private int minWorkers;

  @Option(
      names = "--max-workers",
      paramLabel = "N",
      defaultValue = "8",
      description = "Workers that there may be at most; default ${DEFAULT-VALUE}.")
  private int maxWorkers;

  @Option(
      names = "--scrape-interval",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = "Of Prometheus, and of its rules; default ${DEFAULT-VALUE}.")
  private Duration scrapeInterval;

  @Option(
      names = "--sync-interval",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = "How often the autoscaler looks; default ${DEFAULT-VALUE}, Kubernetes' own.")
  private Duration syncInterval;

  @Option(
      names = "--up-window",
      paramLabel = "TIME",
      defaultValue = "0s",
      description =
          "scaleUp.stabilizationWindowSeconds: up by the least wish of this time; default"
              + " ${DEFAULT-VALUE}.")
  private Duration upWindow;

  @Option(
      names = "--down-window",
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "scaleDown.stabilizationWindowSeconds: down by the largest wish of this time; default"
              + " ${DEFAULT-VALUE}.")
  private Duration downWindow;

  @Option(
      names = "--down-workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Down by so many workers in each --down-period; default ${DEFAULT-VALUE}.")
  private int downWorkers;

  @Option(
      names = "--down-period",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "In which --down-workers may go; default ${DEFAULT-VALUE}.")
  private Duration downPeriod;

  @Option(
      names = "--utilization",
      paramLabel = "SHARE",
      defaultValue = "0.8",
      description =
          "Of the rule: the part of a worker's capacity that arrivals are to take; default"
              + " ${DEFAULT-VALUE}, as in deploy/prometheus/recording.rules.yml.")
  private double utilization;

  @Option(
      names = "--drain-target",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "Of the rule: in which a backlog is to be drained; default ${DEFAULT-VALUE}, as there.")
  private Duration drainTarget;

  @Option(
      names = "--rate-window",
      paramLabel = "TIME",
      defaultValue = "2m",
      description = "Of the rule: over which rates are taken; default ${DEFAULT-VALUE}, as there.")
  private Duration rateWindow;

  @Option(
      names = "--backlog-target",
      paramLabel = "TIME",
      defaultValue = "0s",
      description =
          "Of the second trigger beside the rule: in which a worker is to have done its part of a"
              + " backlog; 0s (default) for half of --deadline.")
  private Duration backlogTarget;

  @Option(
      names = "--queue-target",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Ready messages for each worker, of the policies that scale by the queue; 0 (default) for"
              + " what a worker serves in half of --deadline.")
  private int queueTarget;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private Path json;

  @Override
  public Integer call() {
    check();
    ReportFile.check("--json", json);
    int[] arrivals = demand.arrivals(capacity * maxWorkers);
    FleetConfig fleet =
        new FleetConfig(capacity, Steps.of(warmUp), Steps.of(deadline), !serveLate, prefetch);
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (Policy policy : policies()) {
      outcomes.put(policy.name(), Simulation.run(arrivals, fleet, policy, Steps.of(syncInterval)));
    }
    SimulationReport report = new SimulationReport(settings(), outcomes);
    System.out.print(report.assumptions() + report.table());
    ReportFile.write("--json", json, report.json());
    return ExitCode.OK;
  }

  private List<Policy> policies() {
    Pace up = new Pace(Steps.of(upWindow), List.of(Pace.Limit.pods(maxWorkers, 15)));
    Pace down =
        new Pace(Steps.of(downWindow), List.of(Pace.Limit.pods(downWorkers, Steps.of(downPeriod))));
    int scrape = Steps.of(scrapeInterval);
    Rule rule = new Rule(utilization, Steps.of(drainTarget), Steps.of(rateWindow));
    Supplier<Signal> desired = () -> new RuleSignal(rule, capacity, scrape);
    Supplier<Signal> queue = () -> Signal.queue(queueTarget());
    Supplier<Signal> backlog = () -> new BacklogSignal(backlogSeconds(), capacity, scrape);
    return List.of(
        policy("desired-workers", desired, up, down),
        policy("rule-and-backlog", larger(desired, backlog), up, down),
        // With the autoscaler's own pace, as most people have it, and with ours: which of the two
        // differences makes the difference?
        policy("queue", queue, Pace.DEFAULT_UP, Pace.DEFAULT_DOWN),
        policy("queue-slow-down", queue, up, down),
        policy("rule-and-queue", larger(desired, queue), up, down),
        new Policy("always-max", () -> Signal.fixed(maxWorkers), maxWorkers, maxWorkers, up, down));
  }

  private int queueTarget() {
    if (queueTarget > 0) return queueTarget;
    return (int) Math.max(1, Math.round(capacity * deadline.toSeconds() / 2));
  }

  private int backlogSeconds() {
    return Math.max(1, Steps.of(backlogTarget.isZero() ? deadline.dividedBy(2) : backlogTarget));
  }

  private Policy policy(String name, Supplier<Signal> signal, Pace up, Pace down) {
    return new Policy(name, signal, minWorkers, maxWorkers, up, down);
  }

  private static Supplier<Signal> larger(Supplier<Signal> one, Supplier<Signal> other) {
    return () -> new LargerSignal(one.get(), other.get());
  }

  private void check() {
    demand.check();
    if (!(capacity > 0 && capacity <= MAX_CAPACITY)) {
      throw usage("--capacity not above 0 and up to " + (int) MAX_CAPACITY + ": " + capacity);
    }
    Steps.checkOrNone("--warm-up", warmUp, HOUR);
    Steps.check("--deadline", deadline, HOUR);
    between("--prefetch", prefetch, 0, 2000);
    between("--max-workers", maxWorkers, 1, MAX_WORKERS);
    between("--min-workers", minWorkers, 1, MAX_WORKERS);
    if (minWorkers > maxWorkers) {
      throw usage("--min-workers above --max-workers " + maxWorkers + ": " + minWorkers);
    }
    // A rate over 2 min needs some samples.
    Steps.check("--scrape-interval", scrapeInterval, Duration.ofSeconds(60));
    Steps.check("--sync-interval", syncInterval, HOUR);
    Steps.checkOrNone("--up-window", upWindow, HOUR);
    Steps.checkOrNone("--down-window", downWindow, HOUR);
    between("--down-workers", downWorkers, 1, MAX_WORKERS);
    Steps.check("--down-period", downPeriod, Duration.ofMinutes(30));
    if (!(utilization > 0 && utilization <= 1)) {
      throw usage("--utilization not above 0 and up to 1: " + utilization);
    }
    Steps.check("--drain-target", drainTarget, HOUR);
    Steps.check("--rate-window", rateWindow, HOUR);
    Steps.checkOrNone("--backlog-target", backlogTarget, HOUR);
    if (rateWindow.compareTo(scrapeInterval.multipliedBy(2)) < 0) {
      throw usage(
          "--rate-window below two of --scrape-interval " + scrapeInterval + ": " + rateWindow);
    }
    between("--queue-target", queueTarget, 0, Integer.MAX_VALUE);
  }

  private static void between(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw usage(option + " not in " + least + ".." + most + ": " + value);
    }
  }

  /** All that the result depends on, as it was: what was derived stands as what it came to. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    demand.settings(settings, capacity * maxWorkers);
    for (String option : SETTINGS.split(" ")) {
      Object value = spec.findOption("--" + option).getValue();
      settings.put(option, text(value));
    }
    settings.put("backlog-target", backlogSeconds() + "s");
    settings.put("queue-target", String.valueOf(queueTarget()));
    return settings;
  }

  private static String text(Object value) {
    if (value instanceof Duration time) return DurationConverter.text(time);
    return value instanceof Double number ? Steps.text(number) : value.toString();
  }
}
