package dev.warren.loadtest.load;

import dev.warren.loadtest.report.Frames;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader must know to judge a report. */
final class Notes {
  /** A sender that is late by more than this at its p99 says so. */
  private static final double LATE_MS = 10;

  private Notes() {}

  static List<String> of(LoadPlan plan, LoadReport report, boolean cutShort) {
    List<String> notes = new ArrayList<>();
    if (plan.saturate() > 0) {
      notes.add(
          "Closed loop with "
              + plan.saturate()
              + " frames under way: throughput only, latency is not meaningful.");
    }
    if (cutShort) notes.add("The run was cut short.");
    if (report.window().unsent() > 0) {
      notes.add(
          report.window().unsent()
              + " frames were due and never left: their latency is missing from the percentiles.");
    }
    Percentiles lag = report.percentiles(LoadReport.SEND_LAG);
    if (plan.saturate() == 0 && lag.count() > 0 && lag.p99() > LATE_MS) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The sender was held up (p99 %.1f ms), by the broker's confirms (--max-outstanding) or"
                  + " by this machine. Latency includes it.",
              lag.p99()));
    }
    if (report.window().detected() > 0 && report.percentiles(LoadReport.OVERHEAD).count() == 0) {
      notes.add("The results carry no timings: overhead and stages are unknown.");
    }
    Frames frames = report.frames();
    if (frames.published() > 0 && frames.confirmed() == 0) {
      notes.add(
          "The broker took no frame: is there a queue for this model, that is, did a worker run with"
              + " --declare, and is the name right?");
    } else if (frames.confirmed() > 0 && report.window().answered() == 0) {
      notes.add("No frame was answered: is a worker running for this model?");
    }
    return notes;
  }
}
