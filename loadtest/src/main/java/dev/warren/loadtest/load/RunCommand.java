package dev.warren.loadtest.load;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.ExitCode;
import dev.warren.cli.ReportFile;
import dev.warren.cli.StopSignal;
import dev.warren.cli.WarrenCommand;
import dev.warren.loadtest.LostConnection;
import dev.warren.loadtest.arrival.ArrivalPlan;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.report.HtmlReport;
import dev.warren.loadtest.report.JsonReport;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.TextReport;
import dev.warren.protocol.Freshness;
import dev.warren.protocol.PriorityClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code warren loadtest run}: one load, measured and accounted for. */
@Command(
    name = "run",
    description = "Sends frames at fixed times, accounts for each and measures latency from them.")
public final class RunCommand implements WarrenCommand {
  @Mixin private LoadOptions load;

  @Option(
      names = "--cameras",
      paramLabel = "N|GROUPS",
      defaultValue = "10",
      description = {
        "How many cameras share --rate; default ${DEFAULT-VALUE}.",
        "Or groups with rates of their own: 49x5,1x100 is 49 cameras at 5 fps and one at 100."
      })
  private String cameras;

  @Option(names = "--rate", paramLabel = "R", description = "Frames per second in total.")
  private Double rate;

  @Option(
      names = "--saturate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Instead of a rate, keep N frames unanswered: finds the throughput, not the latency.")
  private int saturate;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "Deadline of each frame, from its intended time on; default none.")
  private Duration ttl;

  @Option(
      names = "--freshness",
      paramLabel = "KIND",
      defaultValue = "every",
      description =
          "'every' (default) frame is answered by detections if it can be, or only the 'latest' of"
              + " a camera's waiting frames.")
  private Freshness freshness;

  @Option(
      names = "--priority",
      paramLabel = "CLASS",
      defaultValue = "normal",
      description = "'normal' (default) or 'high'.")
  private PriorityClass priority;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Sent first and not measured; default ${DEFAULT-VALUE}.")
  private Duration warmUp;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long to measure; default ${DEFAULT-VALUE}.")
  private Duration duration;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "Longest wait for results after the last frame; default ${DEFAULT-VALUE}.")
  private Duration drain;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
  private Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write the report as a page.")
  private Path html;

  @Override
  public Integer call() throws InterruptedException {
    load.check();
    ReportFile.check("--json", json);
    ReportFile.check("--html", html);
    CpuMeter cpu = load.cpu();
    LoadPlan plan = plan();
    Broker broker = load.broker();
    Pictures pictures = load.load("warren loadtest run");
    LoadRun.End end =
        LoadRun.run(
            plan,
            pictures,
            broker,
            settings(plan, pictures),
            cpu,
            Progress.onStandardError(),
            StopSignal.requested());
    LoadReport report = end.report();
    System.out.println(TextReport.of(report));
    ReportFile.write("--json", json, JsonReport.text(report));
    ReportFile.write("--html", html, HtmlReport.page(report));
    LostConnection.throwIfLost(end.lost());
    return report.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private LoadPlan plan() {
    if (rate != null && !(rate > 0 && rate <= Fleet.MAX_RATE)) {
      throw usage("--rate not above 0 and up to 100000: " + rate);
    }
    ArrivalPlan arrivals = load.arrivals(fleet());
    LoadPlan plan =
        new LoadPlan(
            load.model(),
            arrivals,
            saturate,
            ttl,
            freshness,
            priority,
            warmUp,
            duration,
            drain,
            load.maxOutstanding());
    boolean plain = Fleet.isNumber(cameras);
    if (rate != null && saturate > 0) {
      throw usage("--rate: --saturate sends as fast as frames are answered");
    }
    if (rate != null && !plain) {
      throw usage("--rate: --cameras gives each group's rate already: " + cameras);
    }
    if (rate == null && plain && saturate == 0) {
      throw usage("--rate is missing: give frames per second, or groups such as --cameras 10x5");
    }
    return plan;
  }

  private Fleet fleet() {
    if (!Fleet.isNumber(cameras)) return Fleet.parse(cameras);
    int count = Integer.parseInt(cameras);
    if (count < 1 || count > Fleet.MAX_CAMERAS) {
      throw usage("--cameras not in 1.." + Fleet.MAX_CAMERAS + ": " + cameras);
    }
    return Fleet.of(count, rate == null ? 1 : rate);
  }

  private Map<String, String> settings(LoadPlan plan, Pictures pictures) {
    Map<String, String> map = load.settings(pictures);
    map.put("cameras", cameras);
    if (saturate > 0) map.put("saturate", Integer.toString(saturate));
    else map.put("rate", String.format(Locale.ROOT, "%.2f/s", plan.arrivals().fleet().rate()));
    map.put("ttl", ttl == null ? "none" : ttl.toMillis() + " ms");
    map.put("freshness", freshness.wire());
    map.put("priority", priority.wire());
    map.put("warm-up", warmUp.toMillis() / 1e3 + " s");
    map.put("duration", duration.toMillis() / 1e3 + " s");
    map.put("drain", drain.toMillis() / 1e3 + " s");
    return map;
  }
}
