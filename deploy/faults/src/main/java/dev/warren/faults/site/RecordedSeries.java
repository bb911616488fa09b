package dev.warren.faults.site;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Readings of several targets, one after the other, as a unit test of Prometheus's rules has them.
 */
public final class RecordedSeries {
  private static final String NONE = "_";
  private static final String STALE = "stale";

  private final Map<String, StringBuilder> values = new LinkedHashMap<>();

  /** Of the series that were there in the reading before. */
  private Set<String> live = new TreeSet<>();

  private int steps;

  /** Everything that one moment has shown; a target that does not answer has no samples. */
  public void add(Map<String, Double> samples, Predicate<String> wanted) {
    Set<String> now = new TreeSet<>();
    samples.forEach(
        (series, value) -> {
          if (!wanted.test(series)) return;
          now.add(series);
          append(series, value.isNaN() ? "NaN" : value.toString());
        });
    for (String series : live) {
      if (!now.contains(series)) append(series, STALE);
    }
    live = now;
    steps++;
  }

  private void append(String series, String value) {
    StringBuilder text =
        values.computeIfAbsent(series, s -> new StringBuilder((NONE + " ").repeat(steps)));
    // A series that was away for some readings: they are missing in its text.
    for (int missing = steps - count(text); missing > 0; missing--) text.append(NONE).append(' ');
    text.append(value).append(' ');
  }

  private static int count(StringBuilder text) {
    return (int) text.chars().filter(c -> c == ' ').count();
  }

  public int steps() {
    return steps;
  }

  /** The list {@code input_series}, in YAML. */
  public String toYaml(String indent) {
    StringBuilder yaml = new StringBuilder();
    values.forEach(
        (series, text) ->
            yaml.append(indent)
                .append("- {series: '")
                .append(series.replace("'", "''"))
                .append("', values: '")
                .append(text.toString().strip())
                .append("'}\n"));
    return yaml.toString();
  }
}
