package dev.warren.loadtest.capacity;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.ExitCode;
import dev.warren.cli.ReportFile;
import dev.warren.cli.StopSignal;
import dev.warren.cli.WarrenCommand;
import dev.warren.loadtest.LostConnection;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.load.Broker;
import dev.warren.loadtest.load.CpuMeter;
import dev.warren.loadtest.load.LoadOptions;
import dev.warren.loadtest.load.LoadPlan;
import dev.warren.loadtest.load.LoadRun;
import dev.warren.loadtest.load.Pictures;
import dev.warren.loadtest.load.Progress;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren loadtest capacity}: how much the workers can take. */
@Command(
    name = "capacity",
    description = "Searches the highest rate, or number of cameras, at which a p99 latency holds.")
public final class CapacityCommand implements WarrenCommand {
  enum Unit {
    RATE,
    CAMERAS
  }

  /** Rates are tried to a hundredth of a frame per second. */
  private static final double RATE_STEP = 0.01;

  @Mixin private LoadOptions load;

  @Option(
      names = "--slo-p99",
      paramLabel = "TIME",
      defaultValue = "200ms",
      description = "99 of 100 frames are answered within this time; default ${DEFAULT-VALUE}.")
  private Duration slo;

  @Option(
      names = "--by",
      paramLabel = "KIND",
      defaultValue = "rate",
      description =
          "Search the 'rate' (default) that --cameras cameras share, or the number of 'cameras' of"
              + " --fps each.")
  private Unit by;

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "10",
      description = "Cameras that share the rate; default ${DEFAULT-VALUE}.")
  private int cameras;

  @Option(
      names = "--fps",
      paramLabel = "F",
      defaultValue = "5",
      description = "Frames per second of each camera with --by cameras; default ${DEFAULT-VALUE}.")
  private double fps;

  @Option(
      names = "--min-rate",
      paramLabel = "R",
      defaultValue = "5",
      description = "Frames per second to begin with; default ${DEFAULT-VALUE}.")
  private double minRate;

  @Option(
      names = "--max-rate",
      paramLabel = "R",
      defaultValue = "10000",
      description = "Frames per second to end with at most; default ${DEFAULT-VALUE}.")
  private double maxRate;

  @Option(
      names = "--precision",
      paramLabel = "SHARE",
      defaultValue = "0.02",
      description = "Share by which the result may be too low; default ${DEFAULT-VALUE}.")
  private double precision;

  @Option(
      names = "--trial",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long each load is measured; default ${DEFAULT-VALUE}.")
  private Duration trial;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "2s",
      description = "Sent before each and not measured; default ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "Longest wait for the results of each; default ${DEFAULT-VALUE}.")
  private Duration drain;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private Path json;

  @Override
  public Integer call() throws InterruptedException {
    check();
    plan(fleet(bounds().max())); // what is wrong is said before anything is opened
    CapacitySearch.Bounds bounds = bounds();
    ReportFile.check("--json", json);
    CpuMeter cpu = load.cpu();
    Broker broker = load.broker();
    Pictures pictures = load.load("warren loadtest capacity");
    Map<String, String> settings = settings(pictures);
    CompletableFuture<Void> stop = StopSignal.requested();
    Progress progress = Progress.onStandardError();
    CapacitySearch search =
        new CapacitySearch(
            bounds,
            amount -> {
              Fleet fleet = fleet(amount);
              LoadRun.End end =
                  LoadRun.run(plan(fleet), pictures, broker, settings, cpu, progress, stop);
              LostConnection.throwIfLost(end.lost());
              Trial result = Trial.judge(amount, fleet.rate(), end.report(), slo.toMillis());
              if (stop.isDone()) result = result.asLast();
              System.out.println(CapacityReport.line(result, by == Unit.CAMERAS));
              return result;
            });
    double found = search.run();
    CapacityReport report =
        new CapacityReport(
            slo.toMillis(), found, by == Unit.CAMERAS ? fps : null, bounds, search, settings);
    System.out.println(report.summary());
    ReportFile.write("--json", json, report.json());
    return found > 0 && !search.isOver() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private Fleet fleet(double amount) {
    return by == Unit.RATE ? Fleet.of(cameras, amount) : Fleet.of((int) amount, (int) amount * fps);
  }

  private CapacitySearch.Bounds bounds() {
    return by == Unit.RATE
        ? new CapacitySearch.Bounds(minRate, maxRate, precision, RATE_STEP)
        : new CapacitySearch.Bounds(
            Math.max(1, Math.ceil(minRate / fps)),
            Math.max(1, Math.min(Fleet.MAX_CAMERAS, Math.floor(maxRate / fps))),
            precision,
            1);
  }

  private void check() {
    load.check();
    if (cameras < 1 || cameras > Fleet.MAX_CAMERAS) {
      throw usage("--cameras not in 1.." + Fleet.MAX_CAMERAS + ": " + cameras);
    }
    rate("--fps", fps);
    rate("--min-rate", minRate);
    rate("--max-rate", maxRate);
    if (maxRate < minRate) throw usage("--min-rate above --max-rate " + maxRate + ": " + minRate);
    if (bounds().max() < bounds().min()) {
      throw usage(
          "--min-rate leaves no number of cameras, 1 to %d, of %s fps up to --max-rate %s: %s"
              .formatted(Fleet.MAX_CAMERAS, fps, maxRate, minRate));
    }
    if (!(precision > 0 && precision < 1)) {
      throw usage("--precision not between 0 and 1: " + precision);
    }
    if (slo.toMillis() < 1) throw usage("--slo-p99 < 1 ms: " + slo);
    if (trial.toMillis() < 100) throw usage("--trial < 100 ms: " + trial);
    double seconds = trial.plus(warmUp).toMillis() / 1e3;
    if (maxRate * seconds > LoadPlan.MAX_FRAMES) {
      throw usage(
          "--trial at --max-rate has more than " + LoadPlan.MAX_FRAMES + " frames: " + trial);
    }
  }

  private LoadPlan plan(Fleet fleet) {
    return new LoadPlan(
        load.model(),
        load.arrivals(fleet),
        0,
        null,
        Freshness.EVERY,
        PriorityClass.NORMAL,
        warmUp,
        trial,
        drain,
        load.maxOutstanding());
  }

  private Map<String, String> settings(Pictures pictures) {
    Map<String, String> map = load.settings(pictures);
    map.put(
        "cameras", by == Unit.RATE ? Integer.toString(cameras) : "searched, " + fps + " fps each");
    map.put("rates", minRate + " to " + maxRate + "/s, to " + precision);
    map.put("trial", trial.toMillis() / 1e3 + " s");
    map.put("warm-up", warmUp.toMillis() / 1e3 + " s");
    map.put("drain", drain.toMillis() / 1e3 + " s");
    return map;
  }

  private static void rate(String option, double value) {
    if (!(value > 0 && value <= Fleet.MAX_RATE)) {
      throw usage(option + " not above 0 and up to 100000: " + value);
    }
  }
}
