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

  /**
   * @param troubles that were told while the run went on
   */
  static List<String> of(
      LoadPlan plan, LoadReport report, List<String> troubles, boolean cutShort) {
    List<String> notes = new ArrayList<>();
    if (plan.saturate() > 0) {
      notes.add(
          "Closed loop with "
              + plan.saturate()
              + " frames under way: throughput only, latency is not meaningful.");
    }
    if (cutShort) notes.add("The run was cut short.");
    Frames frames = report.frames();
    missing(notes, frames.unsent(), "were due and never left");
    missing(notes, frames.unanswered(), "were not answered by the end");
    if (frames.unanswered() > 0) whereabouts(notes, frames);
    notes.addAll(troubles);
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
    return notes;
  }

  private static void whereabouts(List<String> notes, Frames frames) {
    if (frames.queued() == null) {
      notes.add("Where these are is not known: the broker did not tell the length of the queue.");
      return;
    }
    if (frames.queued() > 0) notes.add("Of these " + frames.queued() + " still wait in the queue.");
    if (frames.unaccounted() > 0) {
      notes.add(
          "Of these "
              + frames.unaccounted()
              + " are not in the queue: with a worker, waiting for another try, given up (warren"
              + " dead-letters list), or lost.");
    }
  }

  private static void missing(List<String> notes, long count, String what) {
    if (count == 0) return;
    notes.add(count + " frames " + what + ": they are missing from the percentiles of latency.");
  }
}
