package dev.warren.bench.accept;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.bench.BenchException;
import dev.warren.bench.Child;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A worker, a broker and frames: as many as go through, beside decode, engine and postprocess
 * without a broker in as many threads as there are cores to decode.
 */
final class WholeWorker implements Part {
  private static final String MODEL_NAME = "accept";
  private static final String PREFIX = "accept";

  /** Share of the cores from which on they are what limits. */
  private static final double FULL = 0.85;

  @Override
  public String name() {
    return "worker";
  }

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    Optional<LocalBroker> found = LocalBroker.open(trial, findings);
    if (found.isEmpty()) return;
    try (LocalBroker broker = found.get()) {
      double bare = bare(trial, findings);
      double through = through(trial, broker, findings);
      findings.figure("ratio_to_bare_loop", through / bare);
    }
  }

  private static double bare(Trial trial, Findings findings) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("benchmark"));
    arguments.addAll(trial.engineArguments(trial.engine(), trial.plans()));
    arguments.addAll(List.of("--source", Frames.folder(trial).toString()));
    arguments.addAll(List.of("--warm-up", "2s", "--duration", trial.measure().toMillis() + "ms"));
    if (trial.isTensorRt()) {
      // A thread of the bare loop decodes and runs in turn: with fewer the device would wait.
      int cores = Runtime.getRuntime().availableProcessors();
      arguments.addAll(List.of("--lanes", Integer.toString(Math.min(cores, 16))));
    }
    JsonNode report = Commands.report("benchmark", trial.folder(), arguments);
    double rate = number(report, "/best/frames_per_second");
    findings.figure("bare_loop_fps", rate);
    findings.figure("bare_loop_batch", number(report, "/best/batch"));
    return rate;
  }

  private static double through(Trial trial, LocalBroker broker, Findings findings)
      throws Exception {
    List<String> connection = List.of("--amqp", broker.uri(), "--prefix", PREFIX);
    List<String> worker = new ArrayList<>(connection);
    worker.addAll(trial.engineArguments(trial.engine(), trial.plans()));
    worker.addAll(List.of("--model-name", MODEL_NAME, "--in-flight-bytes", "2147483648"));
    long start = System.nanoTime();
    try (Child process = Commands.worker(trial.folder(), worker)) {
      findings.figure("start_to_serving_s", (System.nanoTime() - start) / 1e9);
      List<String> load = new ArrayList<>(List.of("loadtest", "run"));
      load.addAll(connection);
      load.addAll(List.of("--model", MODEL_NAME, "--source", Frames.folder(trial).toString()));
      load.addAll(List.of("--saturate", Integer.toString(Math.max(64, 12 * trial.maxBatch()))));
      load.addAll(List.of("--warm-up", "5s"));
      load.addAll(List.of("--duration", 3 * trial.measure().toMillis() + "ms"));
      load.addAll(List.of("--watch-pid", "worker=" + process.pid()));
      if (broker.pid() > 0) load.addAll(List.of("--watch-pid", "broker=" + broker.pid()));
      JsonNode report = Commands.report("loadtest", trial.folder(), load);
      double rate = number(report, "/window/detected_per_second");
      findings.figure("worker_fps", rate);
      findings.figure("worker_lost", number(report, "/frames/lost"));
      cores(report, findings);
      return rate;
    }
  }

  private static void cores(JsonNode report, Findings findings) {
    Map<String, Double> cores = new TreeMap<>();
    report
        .path("cpu_cores")
        .properties()
        .forEach(entry -> cores.put(entry.getKey(), entry.getValue().asDouble()));
    cores.forEach((process, used) -> findings.figure("cores_" + process, used));
    findings.note("limit", limit(cores, Runtime.getRuntime().availableProcessors()));
  }

  /** Which part keeps the rate where it is, by the processors' time. */
  static String limit(Map<String, Double> cores, int available) {
    double sum = cores.values().stream().mapToDouble(Double::doubleValue).sum();
    String shares =
        new TreeMap<>(cores)
            .entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    String of = " of %d cores: %s".formatted(available, shares);
    if (sum < FULL * available) return "not the cores, so engine or broker" + of;
    String most =
        cores.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).get();
    return "the cores, most of them with the " + most + of;
  }

  private static double number(JsonNode report, String pointer) {
    JsonNode node = report.at(pointer);
    if (!node.isNumber()) throw new BenchException("the report has no number " + pointer);
    return node.asDouble();
  }
}
