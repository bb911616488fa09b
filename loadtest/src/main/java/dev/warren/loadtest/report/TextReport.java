package dev.warren.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report in some lines, with what they mean. */
public final class TextReport {
  private TextReport() {}

  public static String of(LoadReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(account(report.frames()));
    WindowFigures w = report.window();
    lines.add(
        format(
            "window      %.1f s: offered %.1f/s, of these answered %.1f/s, %s %.1f/s",
            w.seconds(),
            w.perSecond(w.offered()),
            w.perSecond(report.percentiles(LoadReport.LATENCY_ALL).count()),
            inTime(report.settings().getOrDefault("ttl", "none")),
            w.perSecond(w.inTime())));
    lines.add(
        format(
            "results     in the window, of earlier frames too: %.1f/s, detected %.1f/s",
            w.perSecond(w.answered()), w.perSecond(w.detected())));
    lines.add(row("latency", report.percentiles(LoadReport.LATENCY)));
    addUnlessEmpty(lines, "overhead", report.percentiles(LoadReport.OVERHEAD));
    lines.add(row("confirm", report.percentiles(LoadReport.CONFIRM)));
    lines.add(row("send lag", report.percentiles(LoadReport.SEND_LAG)));
    report.stages().forEach((name, h) -> addUnlessEmpty(lines, name, Percentiles.of(h)));
    if (report.groups().size() > 1) {
      report.groups().forEach(group -> lines.add(row(group.name(), group.latencyMs())));
    }
    StringBuilder cpu = new StringBuilder();
    report
        .cpuCores()
        .forEach((name, cores) -> cpu.append(format(" %s %.2f", name, cores)).append(','));
    if (cpu.length() > 0) {
      lines.add("cpu cores  " + cpu.substring(0, cpu.length() - 1));
    }
    if (lines.stream().anyMatch(line -> line.contains("p99.9 -"))) {
      lines.add("p99.9       - where there are fewer than " + Percentiles.P999_COUNT + " values");
    }
    lines.addAll(legend(report));
    report.notes().forEach(note -> lines.add("note: " + note));
    return String.join(System.lineSeparator(), lines);
  }

  private static String inTime(String ttl) {
    return ttl.equals("none") ? "detected" : "detected within " + ttl;
  }

  /** What the rows above it are. */
  private static List<String> legend(LoadReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    for (String name :
        List.of(LoadReport.LATENCY, LoadReport.OVERHEAD, LoadReport.CONFIRM, LoadReport.SEND_LAG)) {
      if (report.percentiles(name).count() == 0) continue;
      lines.add(format("%-11s %s", name.replace('_', ' '), Legend.of(name)));
    }
    String stages =
        report.stages().entrySet().stream()
            .filter(stage -> stage.getValue().getTotalCount() > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    if (!stages.isEmpty()) lines.add(stages + ": " + Legend.STAGES);
    return lines.size() > 1 ? lines : List.of();
  }

  private static String account(Frames f) {
    StringBuilder line = new StringBuilder("frames      ");
    line.append("published ").append(f.published()).append(", confirmed ").append(f.confirmed());
    line.append(", detected ").append(f.detected());
    add(line, "skipped", f.skipped());
    add(line, "failed", f.failed());
    line.append(", unanswered ").append(f.unanswered());
    if (f.unanswered() > 0 && f.queued() != null) {
      line.append(" (queued ").append(f.queued());
      line.append(", unaccounted ").append(f.unaccounted()).append(')');
    }
    if (f.unconfirmed() > 0) line.append(", ").append(unconfirmed(f));
    add(line, "unsent", f.unsent());
    add(line, "duplicated", f.duplicated());
    add(line, "differing", f.differing());
    add(line, "foreign", f.foreign());
    add(line, "malformed", f.malformed());
    return line.toString();
  }

  /** {@code unconfirmed 9 (unroutable 7, refused 1)}. */
  private static String unconfirmed(Frames f) {
    StringBuilder why = new StringBuilder();
    add(why, "unroutable", f.unroutable());
    add(why, "refused", f.refused());
    return "unconfirmed " + f.unconfirmed() + (why.isEmpty() ? "" : " (" + why.substring(2) + ")");
  }

  private static void add(StringBuilder line, String what, Map<String, Long> byReason) {
    byReason.forEach((reason, count) -> add(line, what + " (" + reason + ")", count));
  }

  /** What is zero and would be news is left out. */
  private static void add(StringBuilder line, String what, long count) {
    if (count > 0) line.append(", ").append(what).append(' ').append(count);
  }

  private static void addUnlessEmpty(List<String> lines, String name, Percentiles p) {
    if (p.count() > 0) lines.add(row(name, p));
  }

  private static String row(String name, Percentiles p) {
    if (p.count() == 0) return format("%-11s nothing measured", name);
    return format(
        "%-11s p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %s, max %.1f ms",
        name,
        p.p50(),
        p.p90(),
        p.p99(),
        p.p999() == null ? "-" : format("%.1f", p.p999()),
        p.max());
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
