package dev.warren.loadtest.report;

import java.util.List;

/** A report as one page that needs nothing else: no script, no font, no network. */
public final class HtmlReport {
  private static final List<String> PERCENTILES =
      List.of("ms", "count", "mean", "p50", "p90", "p99", "p99.9", "max");

  private static final List<String> CAMERAS =
      List.of(
          "camera",
          "sent",
          "detected",
          "skipped",
          "failed",
          "p50",
          "p99",
          "max",
          "stale p99",
          "stale max");
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--paper:#fcfcfb;--ink:#1b1b1a;--dim:#63625e;--line:#dedcd6;
      --shade:#efeeea;--c0:#2a78d6;--c1:#d8571f;--c2:#14895f;--bad:#c02b2b}
      @media (prefers-color-scheme:dark){:root{--paper:#1a1a19;--ink:#f1f0ec;--dim:#a6a49d;
      --line:#3a3936;--shade:#262624;--c0:#5b9df0;--c1:#f08050;--c2:#3fbf90;--bad:#ff7b72}}
      *{box-sizing:border-box}
      body{margin:0 auto;padding:1rem;max-width:1100px;background:var(--paper);color:var(--ink);
      font:15px/1.45 system-ui,sans-serif}
      h1{font-size:1.35rem;margin:.2rem 0}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
      p{margin:.3rem 0;color:var(--dim)}p.note{color:var(--bad)}
      .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;
      margin:1rem 0}
      .tiles div{border:1px solid var(--line);border-radius:6px;padding:.5rem .7rem}
      .tiles b{display:block;font-size:1.45rem;font-weight:600}.tiles span{color:var(--dim)}
      .tiles .bad b{color:var(--bad)}
      .side{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));
      gap:.4rem 1.6rem}
      .side>*{min-width:0}
      figure{margin:.8rem 0}figcaption{font-weight:600;margin-bottom:.2rem}
      .key{font-weight:400;color:var(--dim);margin-left:.9rem;white-space:nowrap}
      .key:before{content:"";display:inline-block;width:1em;height:3px;margin-right:.35em;
      vertical-align:middle;background:currentColor}
      .key.c0:before{background:var(--c0)}.key.c1:before{background:var(--c1)}
      .key.c2:before{background:var(--c2)}
      svg{display:block;width:100%;height:auto}svg text{fill:var(--dim);font-size:12px}
      svg line{stroke:var(--line)}svg .shade{fill:var(--shade)}
      svg path{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
      path.c0{stroke:var(--c0)}path.c1{stroke:var(--c1)}path.c2{stroke:var(--c2)}
      .wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{text-align:right;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--line)}
      th{font-weight:400;color:var(--dim)}
      th:first-child,td:first-child{text-align:left}
      .text td{text-align:left;overflow-wrap:anywhere}
      """;

  private HtmlReport() {}

  public static String page(LoadReport report) {
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head>");
    out.append("<meta charset=\"utf-8\"/>");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>");
    out.append("<title>Warren load test</title>\n<style>").append(STYLE).append("</style></head>");
    out.append("<body>\n<h1>Warren load test</h1>\n");
    out.append("<p>").append(Html.escape(headline(report))).append("</p>\n");
    for (String note : report.notes()) {
      out.append("<p class=\"note\">").append(Html.escape(note)).append("</p>\n");
    }
    tiles(out, report);
    out.append("<div class=\"side\">").append(Plots.percentiles(report));
    out.append(Plots.latencyOverTime(report)).append(Plots.rates(report)).append("<div>");
    section(
        out,
        "Latency",
        "From the intended time of a frame to the receipt of its detections. p99.9 takes "
            + Percentiles.P999_COUNT
            + " values.");
    out.append(Html.table(PERCENTILES, Tables.latencies(report)));
    for (String name : report.latencies().keySet()) {
      if (!name.equals(LoadReport.LATENCY)) paragraph(out, name.replace('_', ' '), Legend.of(name));
    }
    paragraph(out, "stage", Legend.STAGES);
    out.append("</div></div>\n");
    out.append("<div class=\"side\"><div>");
    section(out, "Outcomes", "All frames of the run, warm-up included.");
    out.append(Html.table(List.of("outcome", "frames", "share"), Tables.outcomes(report.frames())));
    out.append("</div><div>");
    section(out, "Accounting", "Every published frame, and every result.");
    out.append(Html.table(List.of("", "count"), Tables.account(report)));
    out.append("</div></div>\n");
    cameras(out, report);
    out.append("<div class=\"side\"><div>");
    section(out, "Processor", "Cores in use during the window.");
    out.append(Html.table(List.of("process", "cores"), Tables.cpu(report.cpuCores())));
    out.append("</div><div class=\"text\">");
    section(out, "Settings", "");
    out.append(Html.table(List.of("setting", ""), Tables.settings(report.settings())));
    return out.append("</div></div>\n</body></html>\n").toString();
  }

  private static String headline(LoadReport report) {
    WindowFigures w = report.window();
    return Html.format(
        "%s frames per second offered for %s s to model %s.",
        Html.number(w.perSecond(w.offered())),
        Html.number(w.seconds()),
        report.settings().getOrDefault("model", "?"));
  }

  private static void tiles(StringBuilder out, LoadReport report) {
    Percentiles latency = report.percentiles(LoadReport.LATENCY);
    WindowFigures w = report.window();
    double share = w.offered() == 0 ? 0 : 100.0 * w.inTime() / w.offered();
    out.append("<div class=\"tiles\">");
    tile(out, Html.number(latency.p50()) + " ms", "latency p50", false);
    tile(out, Html.number(latency.p99()) + " ms", "latency p99", false);
    tile(out, Html.number(w.perSecond(w.answered())) + "/s", "answered", false);
    tile(out, Html.number(share) + " %", "detected in time", false);
    Frames f = report.frames();
    tile(out, Long.toString(f.unanswered()), "unanswered", f.unanswered() > 0);
    tile(out, Long.toString(f.differing()), "differing", f.differing() > 0);
    out.append("</div>\n");
  }

  private static void tile(StringBuilder out, String value, String name, boolean isBad) {
    out.append(isBad ? "<div class=\"bad\">" : "<div>");
    out.append("<b>").append(Html.escape(value)).append("</b>");
    out.append("<span>").append(Html.escape(name)).append("</span></div>");
  }

  private static void cameras(StringBuilder out, LoadReport report) {
    if (report.groups().size() > 1) {
      section(out, "Groups of cameras", "Latency in ms.");
      out.append(
          Html.table(
              List.of("group", "sent", "detected", "skipped", "p50", "p90", "p99", "max"),
              Tables.groups(report.groups())));
    }
    section(
        out,
        "Cameras",
        "The slowest first, of "
            + report.cameras().size()
            + "; times in ms. Staleness is the age of the newest detections just before new ones"
            + " come.");
    out.append(Html.table(CAMERAS, Tables.cameras(report.cameras())));
  }

  private static void paragraph(StringBuilder out, String name, String text) {
    out.append("<p>").append(Html.escape(name + ": " + text + ".")).append("</p>\n");
  }

  private static void section(StringBuilder out, String title, String text) {
    out.append("<h2>").append(Html.escape(title)).append("</h2>");
    if (!text.isEmpty()) out.append("<p>").append(Html.escape(text)).append("</p>");
    out.append('\n');
  }
}
