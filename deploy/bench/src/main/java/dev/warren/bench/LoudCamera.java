package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * 49 cameras at 5 frames/s, without and with another one at 100, on an engine that is driven at a
 * GPU's pace: how much slower the 49 become.
 */
record LoudCamera(Site site, Subject subject) implements Comparison {
  private static final String QUIET = "49x5";

  @Override
  public String name() {
    return "fairness";
  }

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    compare("fair", "fairness_p99", results);
    compare("fifo", "fairness_p99_fifo", results);
  }

  private void compare(String scheduling, String ratio, Results results)
      throws IOException, InterruptedException {
    String prefix = "loud-" + scheduling;
    String[] arguments =
        subject.simulatedWorkerArguments("t4-yolo11n.simulated", "--scheduling", scheduling);
    try (Child worker = site.worker(prefix, arguments)) {
      double without = p99(worker, prefix, QUIET, results);
      double beside = p99(worker, prefix, QUIET + ",1x100", results);
      results.figure(prefix + "_p99_without_ms", without);
      results.figure(prefix + "_p99_beside_ms", beside);
      results.ratio(ratio, beside / without);
    }
  }

  private double p99(Child worker, String prefix, String cameras, Results results)
      throws IOException, InterruptedException {
    JsonNode report =
        site.loadtest(
            "run",
            prefix,
            worker,
            "--model",
            Subject.MODEL_NAME,
            "--source",
            "sim",
            "--size",
            "320x192", // decoding 345 of them a second leaves the cores some air
            "--cameras",
            cameras,
            "--duration",
            subject.pace().duration(),
            "--warm-up",
            subject.pace().warmUpTime());
    results.ran(prefix + " " + cameras, report);
    for (JsonNode group : report.path("groups")) {
      if (group.path("name").asText().equals(QUIET)) return number(group, "latency_ms", "p99");
    }
    throw new BenchException("the report has no group " + QUIET);
  }
}
