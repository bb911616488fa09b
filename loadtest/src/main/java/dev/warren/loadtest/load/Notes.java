package dev.warren.loadtest.load;

import dev.warren.loadtest.report.Frames;
import dev.warren.loadtest.report.LoadReport;
import dev.warren.loadtest.report.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader must know to judge a report. */
final class Notes {
  /** A sender that is late by less than this at its p99 is as good as any on a shared machine. */
  private static final double LATE_MS = 10;

  /** The part of the latency that lateness may make up before it has to be said. */
  private static final double LATE_SHARE = 0.25;

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
    if (plan.saturate() == 0) lateness(notes, report);
    if (report.window().detected() > 0 && report.percentiles(LoadReport.OVERHEAD).count() == 0) {
      notes.add("The results carry no timings: overhead and stages are unknown.");
    }
    return notes;
  }

  /** Only where it is a good part of what was measured: a few milliseconds late is everybody. */
  private static void lateness(List<String> notes, LoadReport report) {
    Percentiles lag = report.percentiles(LoadReport.SEND_LAG);
    Percentiles latency = report.percentiles(LoadReport.LATENCY_ALL);
    if (lag.count() == 0 || latency.count() == 0) return;
    if (lag.p99() <= Math.max(LATE_MS, LATE_SHARE * latency.p99())) return;
    notes.add(
        String.format(
            Locale.ROOT,
            "The sender was held up: frames left up to %.1f ms late (p99 of send lag), a good part"
                + " of the latency (p99 %.1f ms), which includes it. Either the broker confirms"
                + " slowly (see confirm) or this machine is too busy to send.",
            lag.p99(),
            latency.p99()));
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
