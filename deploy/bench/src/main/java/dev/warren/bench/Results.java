package dev.warren.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, round by round, in the order in which it came up. */
final class Results {
  private static final List<String> FLAWS = List.of("unconfirmed", "unanswered", "differing");

  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final Map<String, List<Double>> ratios = new LinkedHashMap<>();
  private final Map<String, Double> latest = new HashMap<>();
  private final Map<String, JsonNode> cores = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Map<String, Long> accounting = new LinkedHashMap<>();

  /** All rounds of one figure. */
  record Spread(double median, double min, double max, List<Double> rounds) {
    static Spread of(List<Double> rounds) {
      double least = Collections.min(rounds);
      return new Spread(Median.of(rounds), least, Collections.max(rounds), List.copyOf(rounds));
    }
  }

  Results() {
    for (String count :
        List.of(
            "runs",
            "published",
            "unconfirmed",
            "unanswered",
            "differing",
            "duplicated",
            "failed")) {
      accounting.put(count, 0L);
    }
  }

  /**
   * @param name with the unit at its end, as in {@code bare_frames_per_second}
   */
  void figure(String name, double value) {
    figures.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    latest.put(name, value);
  }

  /** Figures of an earlier round are no part of this one's ratios. */
  void newRound() {
    latest.clear();
  }

  void ratio(String name, double value) {
    ratios.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  /**
   * A figure of this round.
   *
   * @throws BenchException when the comparison that measures it was left out
   */
  double latest(String name) {
    Double value = latest.get(name);
    if (value == null) throw new BenchException("not measured in this round: " + name);
    return value;
  }

  /**
   * Takes over accounting and CPU shares of a load test.
   *
   * @throws BenchException when its figures would be of another load than was meant, or of none
   */
  void ran(String what, JsonNode report) {
    JsonNode frames = report.path("frames");
    add("runs", 1);
    for (String count :
        List.of("published", "unconfirmed", "unanswered", "differing", "duplicated")) {
      add(count, required(frames, count).asLong());
    }
    long failed = 0;
    for (JsonNode count : frames.path("failed")) failed += count.asLong();
    add("failed", failed);
    if (failed > 0) throw new BenchException(what + ": the worker failed " + failed + " frames");
    long unsent = required(frames, "unsent").asLong();
    if (unsent > 0) throw new BenchException(what + ": " + unsent + " frames were never sent");
    // Percentiles of nothing are 0, and would meet every target.
    if (required(frames, "detected").asLong() == 0) {
      throw new BenchException(what + ": no frame was detected");
    }
    cores.put(what, report.path("cpu_cores"));
  }

  /** CPU cores in use during {@code what}, by process. */
  void cores(String what, JsonNode byProcess) {
    cores.put(what, byProcess);
  }

  private void add(String count, long n) {
    accounting.merge(count, n, Long::sum);
  }

  /** A comparison, or a round of it, could not be made. */
  void failed(String comparison, String why) {
    failures.put(comparison, why.lines().findFirst().orElse(""));
  }

  Map<String, String> failures() {
    return failures;
  }

  /** Frames that there must not be, by kind, of all runs together. */
  Map<String, Long> flaws() {
    Map<String, Long> flaws = new LinkedHashMap<>(accounting);
    flaws.keySet().retainAll(FLAWS);
    flaws.values().removeIf(count -> count == 0);
    return flaws;
  }

  /** Everything measured, and every frame confirmed and always answered in the same way. */
  boolean isClean() {
    return failures.isEmpty() && flaws().isEmpty();
  }

  Map<String, Spread> figures() {
    return spreads(figures);
  }

  Map<String, Spread> ratios() {
    return spreads(ratios);
  }

  Map<String, JsonNode> cores() {
    return cores;
  }

  Map<String, Long> accounting() {
    return accounting;
  }

  private static Map<String, Spread> spreads(Map<String, List<Double>> rounds) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    rounds.forEach((name, values) -> spreads.put(name, Spread.of(values)));
    return spreads;
  }

  /**
   * A number of a report.
   *
   * @param path names, from the outside in
   * @throws BenchException when it is not there
   */
  static JsonNode required(JsonNode report, String... path) {
    JsonNode node = report;
    for (String name : path) node = node.path(name);
    if (!node.isNumber()) {
      throw new BenchException("the report has no number " + Arrays.toString(path));
    }
    return node;
  }

  static double number(JsonNode report, String... path) {
    return required(report, path).asDouble();
  }
}
