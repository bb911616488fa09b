package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * The limit that the others are measured by: decode, engine and postprocess in one process without
 * a broker, by as many threads as the worker has lanes, with the best batch size. And PyTorch
 * beside ONNX Runtime, if both files are given.
 */
record BareLoop(Site site, Subject subject) implements Comparison.Measurement {
  static final String RATE = "bare_frames_per_second";
  static final String BATCH = "bare_best_batch";
  static final String ONE_MS = "t1_ms";

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    JsonNode report = site.benchmark(subject.benchmarkArguments(subject.model()));
    double rate = number(report, "best", "frames_per_second");
    results.figure(RATE, rate);
    double batch = number(report, "best", "batch");
    results.figure(BATCH, batch);
    for (JsonNode figures : report.path("batches")) {
      if (number(figures, "batch") != batch) continue;
      results.figure("bare_cpu_cores", number(figures, "cpu_cores"));
      results.ratio("postprocess_ms", number(figures, "stages_ms", "postprocess"));
    }
    results.figure(ONE_MS, number(report, "single", "inference_ms", "p50"));
    if (subject.torchScript() == null) return; // without one there is nothing to compare with
    JsonNode torch =
        site.benchmark(
            subject.benchmarkArguments(
                subject.torchScript(), "--batch", subject.pace().torchBatches()));
    double torchRate = number(torch, "best", "frames_per_second");
    results.figure("bare_pytorch_frames_per_second", torchRate);
    results.ratio("ort_vs_torch", rate / torchRate);
  }
}
