package dev.warren.bench;

import static dev.warren.bench.Results.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One worker and one broker, with the model under test: as much as goes through, how quickly a
 * frame does when there is little to do, and the highest rate at which latency still holds.
 */
record Saturated(Site site, Subject subject) implements Comparison.Measurement {
  static final String RATE = "saturated_frames_per_second";

  /** Always enough for the worker to choose from. */
  static final String UNANSWERED = "64";

  private static final double LIGHT_LOAD = 0.2;
  private static final int SLO_FACTOR = 5;
  private static final int CAMERA_FPS = 5;

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    double bare = results.latest(BareLoop.RATE);
    try (Child worker = site.worker("saturated", subject.workerArguments())) {
      JsonNode full = run(worker, results, "saturated", "--saturate", UNANSWERED);
      double rate = number(full, "window", "detected_per_second");
      results.figure(RATE, rate);
      results.ratio("saturated", rate / bare);
      double cores = number(full, "cpu_cores", "worker");
      results.ratio("saturated_per_core", rate / cores / (bare / results.latest("bare_cpu_cores")));

      JsonNode light =
          run(
              worker,
              results,
              "added_latency",
              ("--arrivals constant --cameras 1 --rate " + LIGHT_LOAD * bare).split(" "));
      double[] relay =
          Relay.latencyMs(
              site, Path.of(subject.images()), LIGHT_LOAD * bare, subject.pace().seconds());
      results.figure("relay_p50_ms", relay[0]);
      results.figure("relay_p99_ms", relay[1]);
      results.ratio("added_beyond_relay_p50_ms", number(light, "overhead_ms", "p50") - relay[0]);
      results.ratio("added_p50_ms", number(light, "overhead_ms", "p50"));
      results.ratio("added_p99_ms", number(light, "overhead_ms", "p99"));

      double slo = SLO_FACTOR * results.latest(BareLoop.ONE_MS);
      results.figure("slo_p99_ms", slo);
      results.ratio("server", capacity(worker, "camera", slo, bare) / bare);
      results.ratio("server_poisson", capacity(worker, "poisson", slo, bare) / bare);
    }
  }

  private JsonNode run(Child worker, Results results, String what, String... load)
      throws IOException, InterruptedException {
    JsonNode report = site.loadtest("run", "saturated", worker, subject.loadArguments(load));
    results.ran(what, report);
    return report;
  }

  private double capacity(Child worker, String arrivals, double sloMs, double bare)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("--model", Subject.MODEL_NAME, "--source", subject.images()));
    arguments.addAll(List.of("--pictures", Subject.ALL_PICTURES, "--arrivals", arrivals));
    arguments.addAll(List.of("--cameras", "" + Math.max(1, Math.round(bare / CAMERA_FPS))));
    arguments.addAll(List.of("--slo-p99", Math.round(sloMs) + "ms"));
    arguments.addAll(List.of("--min-rate", "" + 0.3 * bare, "--max-rate", "" + bare));
    arguments.addAll(List.of("--trial", subject.pace().trial()));
    arguments.addAll(List.of("--precision", subject.pace().precision()));
    JsonNode report =
        site.loadtest("capacity", "saturated", worker, arguments.toArray(String[]::new));
    double capacity = number(report, "capacity_per_second");
    if (capacity == 0 || !report.path("complete").asBoolean()) {
      throw new BenchException(
          "no capacity with " + arrivals + " arrivals: " + report.path("trials"));
    }
    return capacity;
  }
}
