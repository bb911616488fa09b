package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Twice as many frames as the worker can do, each with a deadline: how many are answered in time.
 */
record Overload(Site site, Subject subject) implements Comparison.Measurement {
  /** A deadline in times of one frame alone: some queueing is no harm, a backlog is. */
  private static final int TTL_FACTOR = 15;

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    goodput("fair", "goodput_2x", results);
    goodput("fifo", "goodput_2x_fifo", results);
  }

  private void goodput(String scheduling, String ratio, Results results)
      throws IOException, InterruptedException {
    double capacity = results.latest(Saturated.RATE);
    long ttlMs = Math.round(TTL_FACTOR * results.latest(BareLoop.ONE_MS));
    String prefix = "overload-" + scheduling;
    try (Child worker = site.worker(prefix, subject.workerArguments("--scheduling", scheduling))) {
      JsonNode report =
          site.loadtest(
              "run",
              prefix,
              worker,
              subject.loadArguments(
                  "--rate", Double.toString(2 * capacity), "--ttl", ttlMs + "ms"));
      results.ran(prefix, report);
      double inTime = number(report, "window", "in_time_per_second");
      results.figure(prefix + "_in_time_per_second", inTime);
      results.ratio(ratio, inTime / capacity);
    }
  }
}
