package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Bare loop and saturated worker once more, now with broker and load on the same cores. */
record SharedCores(Site site, Subject subject) implements Comparison.Measurement {
  @Override
  public void round(Results results) throws IOException, InterruptedException {
    String batch = Long.toString(Math.round(results.latest(BareLoop.BATCH)));
    JsonNode bare = site.benchmark(subject.benchmarkArguments(subject.model(), "--batch", batch));
    double bareRate = number(bare, "best", "frames_per_second");
    results.figure("shared_bare_frames_per_second", bareRate);
    try (Child worker = site.worker("shared", subject.workerArguments())) {
      JsonNode full =
          site.loadtest(
              "run", "shared", worker, subject.loadArguments("--saturate", Saturated.UNANSWERED));
      results.ran("shared", full);
      double rate = number(full, "window", "detected_per_second");
      double cores = number(full, "cpu_cores", "worker");
      double bareCores = number(bare.path("batches").path(0), "cpu_cores");
      results.figure("shared_saturated_frames_per_second", rate);
      results.ratio("saturated_shared", rate / bareRate);
      results.ratio("saturated_shared_per_core", rate / cores / (bareRate / bareCores));
    }
  }
}
