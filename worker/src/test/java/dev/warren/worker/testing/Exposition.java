package dev.warren.worker.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prometheus' text format, read back.
 *
 * @param types metric types by the names of their families
 * @param samples values by series, for example {@code warren_frames_total{outcome="detected"}}
 */
public record Exposition(Map<String, String> types, Map<String, Double> samples) {
  public static Exposition parse(byte[] text) {
    return parse(new String(text, StandardCharsets.UTF_8));
  }

  public static Exposition parse(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Double> samples = new TreeMap<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#")) {
        int end = line.lastIndexOf(' ');
        samples.put(line.substring(0, end), value(line.substring(end + 1)));
      }
    }
    return new Exposition(types, samples);
  }

  private static double value(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  /** The value of one series. */
  public double value(String name, String... labels) {
    String series = series(name, labels);
    Double value = samples.get(series);
    if (value == null) throw new AssertionError("no " + series + " in " + samples.keySet());
    return value;
  }

  /** Of all series whose names and labels begin so. */
  public double sum(String prefix) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(prefix))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /**
   * @param labels names and values in turn, sorted by name as an exposition has them
   */
  private static String series(String name, String... labels) {
    if (labels.length == 0) return name;
    StringBuilder series = new StringBuilder(name).append('{');
    for (int i = 0; i < labels.length; i += 2) {
      if (i > 0) series.append(',');
      series.append(labels[i]).append("=\"").append(labels[i + 1]).append('"');
    }
    return series.append('}').toString();
  }
}
