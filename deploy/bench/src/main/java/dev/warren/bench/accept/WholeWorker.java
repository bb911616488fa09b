package dev.warren.bench.accept;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.bench.BenchException;
import dev.warren.bench.Child;
import dev.warren.worker.engine.Engine;
import dev.warren.worker.engine.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A worker, a broker and frames: as many as go through, beside decode, engine and postprocess
 * without a broker in as many threads as there are cores to decode, and beside the same worker with
 * an engine that takes no time.
 */
final class WholeWorker implements Part.Measurement {
  /** Share of the cores, or of the rate without an engine, from which on that is what limits. */
  private static final double FULL = 0.85;

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    Optional<LocalBroker> found = LocalBroker.open(trial, findings);
    if (found.isEmpty()) return;
    try (LocalBroker broker = found.get()) {
      double bare = bare(trial, findings);
      Load noEngine = through(trial, broker, "no-engine", noEngine(trial));
      findings.figure("no_engine_fps", noEngine.rate());
      Load load = through(trial, broker, "accept", engine(trial));
      findings.figure("start_to_serving_s", load.startSeconds());
      findings.figure("worker_fps", load.rate());
      findings.figure("worker_lost", load.lost());
      load.cores().forEach((process, used) -> findings.figure("cores_" + process, used));
      findings.figure("ratio_to_bare_loop", load.rate() / bare);
      int cores = Runtime.getRuntime().availableProcessors();
      findings.note("limit", limit(load, noEngine.rate(), cores));
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

  /** What went through a worker while it was under load. */
  record Load(double rate, double lost, double startSeconds, Map<String, Double> cores) {}

  private static List<String> engine(Trial trial) {
    List<String> arguments = new ArrayList<>(trial.engineArguments(trial.engine(), trial.plans()));
    // Should it have to build after all: what the CPU does meanwhile is not what is asked.
    if (trial.isTensorRt()) arguments.addAll(List.of("--while-building", "wait"));
    return arguments;
  }

  /** Arguments of a worker that decodes, asks nobody and answers. */
  private static List<String> noEngine(Trial trial) throws IOException {
    Path model = trial.folder().resolve("no-engine.simulated");
    try (Engine engine = trial.load()) {
      ModelSpec spec = engine.spec();
      Files.writeString(
          model,
          "{\"input\": [%d, %d], \"classes\": 1, \"run_ms\": {\"%d\": 0}, \"detections\": 3}"
              .formatted(spec.inputHeight(), spec.inputWidth(), trial.maxBatch()));
    }
    return List.of("--model", model.toString(), "--engine", "simulated");
  }

  private static Load through(
      Trial trial, LocalBroker broker, String modelName, List<String> engine) throws Exception {
    List<String> connection = List.of("--amqp", broker.uri(), "--prefix", modelName);
    List<String> worker = new ArrayList<>(connection);
    worker.addAll(engine);
    worker.addAll(List.of("--model-name", modelName, "--in-flight-bytes", "2147483648"));
    long start = System.nanoTime();
    try (Child process = Commands.worker(trial.folder(), worker)) {
      double startSeconds = (System.nanoTime() - start) / 1e9;
      List<String> load = new ArrayList<>(List.of("loadtest", "run"));
      load.addAll(connection);
      load.addAll(List.of("--model", modelName, "--source", Frames.folder(trial).toString()));
      load.addAll(List.of("--saturate", Integer.toString(Math.max(64, 12 * trial.maxBatch()))));
      load.addAll(List.of("--warm-up", "5s"));
      load.addAll(List.of("--duration", 3 * trial.measure().toMillis() + "ms"));
      load.addAll(List.of("--watch-pid", "worker=" + process.pid()));
      if (broker.pid() > 0) load.addAll(List.of("--watch-pid", "broker=" + broker.pid()));
      JsonNode report = Commands.report("loadtest", trial.folder(), load);
      return new Load(
          number(report, "/window/detected_per_second"),
          number(report, "/frames/unanswered"),
          startSeconds,
          cores(report));
    }
  }

  private static Map<String, Double> cores(JsonNode report) {
    Map<String, Double> cores = new TreeMap<>();
    report
        .path("cpu_cores")
        .properties()
        .forEach(entry -> cores.put(entry.getKey(), entry.getValue().asDouble()));
    return cores;
  }

  /** What keeps the rate where it is: the cores, else what goes through without an engine. */
  static String limit(Load load, double withoutEngine, int available) {
    double sum = load.cores().values().stream().mapToDouble(Double::doubleValue).sum();
    String shares =
        load.cores().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.2f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    String of = " (of %d cores: %s)".formatted(available, shares);
    if (sum >= FULL * available) {
      return "the cores, most of them with the "
          + load.cores().entrySet().stream().max(Map.Entry.comparingByValue()).get().getKey()
          + of;
    }
    if (load.rate() >= FULL * withoutEngine) return "broker and decoding, not the engine" + of;
    return "the engine's lanes" + of;
  }

  private static double number(JsonNode report, String pointer) {
    JsonNode node = report.at(pointer);
    if (!node.isNumber()) throw new BenchException("the report has no number " + pointer);
    return node.asDouble();
  }
}
