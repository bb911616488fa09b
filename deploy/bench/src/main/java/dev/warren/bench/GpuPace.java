package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * The worker with an engine that takes no cores, at the pace of a small GPU: what a frame's way
 * costs when it is not the engine that has to be waited for.
 */
record GpuPace(Site site, Subject subject) implements Comparison.Measurement {
  private static final double LIGHT_LOAD = 0.2;

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    String[] arguments = subject.simulatedWorkerArguments("t4-yolo11n.simulated");
    try (Child worker = site.worker("gpu-pace", arguments)) {
      JsonNode full = run(worker, results, "--saturate", Saturated.UNANSWERED);
      double rate = number(full, "window", "detected_per_second");
      results.figure("gpu_pace_frames_per_second", rate);
      String light = Double.toString(LIGHT_LOAD * rate);
      JsonNode report =
          run(worker, results, "--arrivals", "constant", "--cameras", "1", "--rate", light);
      results.ratio("added_gpu_pace_p50_ms", number(report, "overhead_ms", "p50"));
      results.ratio("added_gpu_pace_p99_ms", number(report, "overhead_ms", "p99"));
    }
  }

  private JsonNode run(Child worker, Results results, String... load)
      throws IOException, InterruptedException {
    JsonNode report = site.loadtest("run", "gpu-pace", worker, subject.loadArguments(load));
    results.ran("gpu-pace " + load[0], report);
    return report;
  }
}
