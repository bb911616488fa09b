package dev.warren.loadtest.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The rows of the page's tables. */
final class Tables {
  /** Most cameras that are shown. */
  private static final int CAMERAS = 25;

  private Tables() {}

  static List<List<String>> latencies(LoadReport report) {
    List<List<String>> rows = new ArrayList<>();
    report
        .latencies()
        .forEach((name, h) -> rows.add(row(name.replace('_', ' '), Percentiles.of(h))));
    report
        .stages()
        .forEach((name, h) -> rows.add(row("stage " + name.replace('_', ' '), Percentiles.of(h))));
    return rows;
  }

  private static List<String> row(String name, Percentiles p) {
    return row(name, p.count(), p.mean(), p.p50(), p.p90(), p.p99(), p.p999(), p.max());
  }

  /** Texts and counts as they are, figures and nulls as {@link Html#number} has them. */
  private static List<String> row(Object... cells) {
    return Arrays.stream(cells)
        .map(c -> c == null || c instanceof Double ? Html.number((Double) c) : c.toString())
        .toList();
  }

  static List<List<String>> outcomes(Frames f) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(outcome("detected", f.detected(), f));
    f.skipped().forEach((reason, n) -> rows.add(outcome("skipped: " + reason, n, f)));
    f.failed().forEach((reason, n) -> rows.add(outcome("failed: " + reason, n, f)));
    rows.add(outcome("unanswered", f.unanswered(), f));
    return rows;
  }

  private static List<String> outcome(String name, long count, Frames f) {
    double share = f.published() == 0 ? 0 : 100.0 * count / f.published();
    return row(name, count, Html.format("%.2f %%", share));
  }

  static List<List<String>> account(LoadReport report) {
    Frames f = report.frames();
    return List.of(
        row("published", f.published()),
        row("confirmed by the broker", f.confirmed()),
        row("unconfirmed", f.unconfirmed()),
        row("of these unroutable: no queue for this model", f.unroutable()),
        row("of these refused by the broker", f.refused()),
        row("due, but not sent", f.unsent()),
        row("unanswered: confirmed, no result", f.unanswered()),
        List.of("of these still in the queue", count(f.queued())),
        List.of("of these unaccounted", count(f.unaccounted())),
        row("duplicated results", f.duplicated()),
        row("differing among these", f.differing()),
        row("results of other runs", f.foreign()),
        row("messages that are no results", f.malformed()));
  }

  private static String count(Long count) {
    return count == null ? "unknown" : count.toString();
  }

  static List<List<String>> groups(List<GroupFigures> groups) {
    return groups.stream().map(Tables::group).toList();
  }

  /** The slowest first. */
  static List<List<String>> cameras(List<CameraFigures> cameras) {
    return cameras.stream()
        .sorted(Comparator.comparingDouble(Tables::slowness).reversed())
        .limit(CAMERAS)
        .map(Tables::camera)
        .toList();
  }

  private static List<String> group(GroupFigures g) {
    Percentiles p = g.latencyMs();
    return row(g.name(), g.sent(), g.detected(), g.skipped(), p.p50(), p.p90(), p.p99(), p.max());
  }

  /** A camera of which nothing was detected is the slowest of all. */
  private static double slowness(CameraFigures c) {
    return c.latencyMs().p99() == null ? Double.MAX_VALUE : c.latencyMs().p99();
  }

  private static List<String> camera(CameraFigures c) {
    Percentiles p = c.latencyMs();
    Percentiles stale = c.stalenessMs();
    return row(
        c.name(),
        c.sent(),
        c.detected(),
        c.skipped(),
        c.failed(),
        p.p50(),
        p.p99(),
        p.max(),
        stale.p99(),
        stale.max());
  }

  static List<List<String>> cpu(Map<String, Double> cores) {
    return cores.entrySet().stream()
        .map(core -> row(core.getKey(), Html.format("%.2f", core.getValue())))
        .toList();
  }

  static List<List<String>> settings(Map<String, String> settings) {
    return settings.entrySet().stream().map(s -> row(s.getKey(), s.getValue())).toList();
  }
}
