package dev.warren.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param model file of the model under test
 * @param torchScript the same model for PyTorch, or null
 * @param images folder of pictures
 * @param simulated folder of the simulated models
 * @param pace how long measurements are
 */
record Subject(String model, String torchScript, String images, String simulated, Pace pace) {
  /** Every worker serves its model under this name. */
  static final String MODEL_NAME = "bench";

  /** More than there are: the load test takes as many as fit into memory, as the bare loop does. */
  static final String ALL_PICTURES = "100000";

  /**
   * @param seconds of a measurement
   * @param warmUp seconds before it
   * @param rounds of everything
   * @param precision of a search
   * @param torchBatches sizes to try with PyTorch; larger ones bring it nothing on a CPU
   * @param turns of the decoding benchmark
   */
  record Pace(
      int seconds, int warmUp, int rounds, String precision, String torchBatches, int turns) {
    static final Pace QUICK = new Pace(8, 6, 1, "0.05", "1", 40);
    static final Pace FULL = new Pace(20, 8, 3, "0.02", "1,4", 120);

    Pace withRounds(int other) {
      return new Pace(seconds, warmUp, other, precision, torchBatches, turns);
    }

    /** Frames of 50 kB that are waiting when worker and PerfTest begin: some seconds' work. */
    int backlog() {
      return 2_500 * seconds;
    }

    /** Of a search's trials, of which there are many. */
    String trial() {
      return seconds - 2 + "s";
    }

    String duration() {
      return seconds + "s";
    }

    String warmUpTime() {
      return warmUp + "s";
    }
  }

  String[] workerArguments(String... more) {
    return with(List.of("--model", model, "--model-name", MODEL_NAME), more);
  }

  String[] simulatedWorkerArguments(String file, String... more) {
    return with(List.of("--model", simulated + "/" + file, "--model-name", MODEL_NAME), more);
  }

  /** A load test with the pictures under test. */
  String[] loadArguments(String... more) {
    return with(List.of(benchmarkArguments(MODEL_NAME, "--pictures", ALL_PICTURES)), more);
  }

  String[] benchmarkArguments(String model, String... more) {
    List<String> all = new ArrayList<>(List.of("--model", model, "--source", images));
    all.addAll(List.of("--duration", pace.duration(), "--warm-up", pace.warmUpTime()));
    return with(all, more);
  }

  private static String[] with(List<String> arguments, String... more) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
