package dev.warren.bench.accept;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a part finds, in the order in which it comes up. One thread. */
final class Findings {
  private final Map<String, Double> figures = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();
  private String notMeasured;

  /**
   * @param name with the unit at its end, as in {@code cold_start_s}
   */
  void figure(String name, double value) {
    figures.put(name, value);
  }

  /** A yes or no, which a goal can ask for as 1 or 0. */
  void figure(String name, boolean value) {
    figure(name, value ? 1 : 0);
  }

  void note(String name, String text) {
    notes.put(name, text);
  }

  /** The part, or its rest, has nothing to measure here. */
  void notMeasured(String why) {
    notMeasured = why;
  }

  PartResult result(String part, double seconds) {
    PartResult.State state =
        notMeasured == null ? PartResult.State.MEASURED : PartResult.State.NOT_MEASURED;
    return new PartResult(part, state, notMeasured, seconds, figures, notes);
  }

  /** With what was found until then. */
  PartResult failed(String part, PartResult.State state, String why, double seconds) {
    return new PartResult(part, state, why, seconds, figures, notes);
  }
}
