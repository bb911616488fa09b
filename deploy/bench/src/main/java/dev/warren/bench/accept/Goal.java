package dev.warren.bench.accept;

import java.util.List;
import java.util.Optional;

/**
 * What a figure must be.
 *
 * @param part where it is found
 * @param atLeast else at most
 */
record Goal(String part, String figure, boolean atLeast, double value, String meaning) {
  static final List<Goal> ALL =
      List.of(
          new Goal("contract", "contract_failed", false, 0, "tests of the engine contract failed"),
          new Goal("contract", "contract_passed", true, 10, "tests of the engine contract passed"),
          new Goal("fidelity", "matched", true, 0.99, "reference boxes found at IoU >= 0.9"),
          new Goal(
              "sweep",
              "ratio_to_bare",
              true,
              0.97,
              "images/s of the lanes / bare loop, lowest of all sizes"),
          new Goal(
              "worker", "ratio_to_bare_loop", true, 0.9, "frames/s through RabbitMQ / without"),
          new Goal("worker", "worker_lost", false, 0, "frames without an answer"),
          new Goal("soak", "resident_growth_percent", false, 3, "resident memory after warm-up"),
          new Goal("soak", "device_growth_percent", false, 1, "device memory after warm-up"),
          new Goal("plans", "truncated_rebuilt", true, 1, "a truncated plan is built again"),
          new Goal("plans", "rebuild_warnings", true, 1, "warnings about it"),
          new Goal("plans", "rebuild_warnings", false, 1, "warnings about it"),
          new Goal("plans", "other_precision_loaded", false, 0, "plan of another precision taken"),
          new Goal("stop", "stop_cpu_exit", false, 0, "exit code of a stop during a build"),
          new Goal("stop", "stop_wait_exit", false, 0, "the same with --while-building wait"),
          new Goal("stop", "stop_cpu_plans", false, 0, "plans that were done before the stop"),
          new Goal("stop", "stop_wait_plans", false, 0, "the same with --while-building wait"),
          new Goal("stop", "stop_cpu_s", false, 25, "seconds that it took"),
          new Goal("stop", "stop_wait_s", false, 25, "the same with --while-building wait"),
          new Goal("handover", "handover_done", true, 1, "the worker changed to the GPU"),
          new Goal("handover", "handover_lost", false, 0, "frames without an answer meanwhile"),
          new Goal("handover", "handover_failed", false, 0, "frames failed meanwhile"),
          new Goal("handover", "handover_repeated", false, 0, "answers too many meanwhile"));

  /** A goal and what was measured. */
  record Outcome(Goal goal, double measured) {
    boolean isMet() {
      return goal.atLeast ? measured >= goal.value : measured <= goal.value;
    }
  }

  /** Empty when the figure was not measured. NaN is measured, and meets nothing. */
  static Optional<Outcome> outcome(Goal goal, List<PartResult> results) {
    return results.stream()
        .filter(result -> result.part().equals(goal.part))
        .filter(result -> result.figures().get(goal.figure) != null)
        .map(result -> new Outcome(goal, result.figures().get(goal.figure)))
        .findFirst();
  }

  static List<Outcome> outcomes(List<PartResult> results) {
    return ALL.stream().flatMap(goal -> outcome(goal, results).stream()).toList();
  }

  /** For example {@code >= 0.97}. */
  String text() {
    return (atLeast ? ">= " : "<= ") + (value == Math.rint(value) ? "" + (long) value : value);
  }
}
