package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * 49 cameras at 5 frames/s, without and with another one at 100, on an engine that is driven at a
 * GPU's pace: how much slower the 49 become.
 */
record LoudCamera(Site site, Subject subject) implements Comparison.Measurement {
  private static final String QUIET = "49x5";
  private static final int TURNS = 2;

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    String[] arguments = subject.simulatedWorkerArguments("t4-yolo11n.simulated");
    try (Child worker = site.worker("loud", arguments)) {
      double without = 0;
      double beside = 0;
      // In turns: the tail of so short latencies moves with whatever else the machine does.
      for (int turn = 0; turn < TURNS; turn++) {
        without += p99(worker, QUIET, results) / TURNS;
        beside += p99(worker, QUIET + ",1x100", results) / TURNS;
      }
      results.figure("quiet_p99_without_ms", without);
      results.figure("quiet_p99_beside_ms", beside);
      results.ratio("fairness_p99", beside / without);
    }
  }

  private double p99(Child worker, String cameras, Results results)
      throws IOException, InterruptedException {
    // Decoding 345 frames of this size a second leaves the cores some air.
    String load = "--model %s --source sim --size 320x192 --cameras %s --duration %s --warm-up %s";
    Subject.Pace pace = subject.pace();
    String[] arguments =
        load.formatted(Subject.MODEL_NAME, cameras, pace.duration(), pace.warmUpTime()).split(" ");
    JsonNode report = site.loadtest("run", "loud", worker, arguments);
    results.ran(cameras, report);
    for (JsonNode group : report.path("groups")) {
      if (group.path("name").asText().equals(QUIET)) return number(group, "latency_ms", "p99");
    }
    throw new BenchException("the report has no group " + QUIET);
  }
}
