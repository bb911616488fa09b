package dev.warren.bench.accept;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a part.
 *
 * @param why it was not measured, or how it failed; else null
 * @param seconds that it took
 * @param figures by name, the unit at its end
 * @param notes by name, for people
 */
record PartResult(
    String part,
    State state,
    String why,
    double seconds,
    Map<String, Double> figures,
    Map<String, String> notes) {
  enum State {
    MEASURED,
    /** There is nothing to measure here, for example no broker. */
    NOT_MEASURED,
    FAILED,
    /** The device is not there, or lost. */
    NO_GPU
  }

  PartResult {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
  }

  static PartResult failed(String part, String why, double seconds) {
    return new PartResult(part, State.FAILED, why, seconds, Map.of(), Map.of());
  }
}
