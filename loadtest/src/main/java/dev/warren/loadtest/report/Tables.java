package dev.warren.loadtest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    return List.of(
        name,
        Long.toString(p.count()),
        Html.number(p.mean()),
        Html.number(p.p50()),
        Html.number(p.p90()),
        Html.number(p.p99()),
        Html.number(p.p999()),
        Html.number(p.max()));
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
    return List.of(name, Long.toString(count), format("%.2f %%", share));
  }

  static List<List<String>> account(LoadReport report) {
    Frames f = report.frames();
    return List.of(
        List.of("published", Long.toString(f.published())),
        List.of("confirmed by the broker", Long.toString(f.confirmed())),
        List.of("unconfirmed", Long.toString(f.unconfirmed())),
        List.of("due, but not sent", Long.toString(f.unsent())),
        List.of("unanswered: confirmed, no result", Long.toString(f.unanswered())),
        List.of("of these still in the queue", count(f.queued())),
        List.of("of these unaccounted", count(f.unaccounted())),
        List.of("duplicated results", Long.toString(f.duplicated())),
        List.of("differing among these", Long.toString(f.differing())),
        List.of("results of other runs", Long.toString(f.foreign())),
        List.of("messages that are no results", Long.toString(f.malformed())));
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
    return List.of(
        g.name(),
        Long.toString(g.sent()),
        Long.toString(g.detected()),
        Long.toString(g.skipped()),
        Html.number(g.latency().p50()),
        Html.number(g.latency().p90()),
        Html.number(g.latency().p99()),
        Html.number(g.latency().max()));
  }

  /** A camera of which nothing was detected is the slowest of all. */
  private static double slowness(CameraFigures c) {
    return c.latency().p99() == null ? Double.MAX_VALUE : c.latency().p99();
  }

  private static List<String> camera(CameraFigures c) {
    return List.of(
        c.name(),
        Long.toString(c.sent()),
        Long.toString(c.detected()),
        Long.toString(c.skipped()),
        Long.toString(c.failed()),
        Html.number(c.latency().p50()),
        Html.number(c.latency().p99()),
        Html.number(c.latency().max()),
        Html.number(c.staleness().p99()),
        Html.number(c.staleness().max()));
  }

  static List<List<String>> cpu(Map<String, Double> cores) {
    List<List<String>> rows = new ArrayList<>();
    cores.forEach((name, value) -> rows.add(List.of(name, format("%.2f", value))));
    return rows;
  }

  static List<List<String>> settings(Map<String, String> settings) {
    List<List<String>> rows = new ArrayList<>();
    settings.forEach((name, value) -> rows.add(List.of(name, value)));
    return rows;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
