package dev.warren.faults.site;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One reading of metrics. */
public final class Scrape {
  private final Map<String, Double> samples = new LinkedHashMap<>();

  /**
   * @param text in Prometheus's format
   */
  public Scrape(String text) {
    for (String line : text.split("\n")) {
      if (line.isBlank() || line.startsWith("#")) continue;
      int end = line.indexOf('}') < 0 ? line.indexOf(' ') : line.indexOf('}') + 1;
      String value = line.substring(end).strip().split(" ")[0];
      samples.put(line.substring(0, end), Double.parseDouble(value.replace("+Inf", "Infinity")));
    }
  }

  /** Series with their labels, as they were written, and their values. */
  public Map<String, Double> samples() {
    return Collections.unmodifiableMap(samples);
  }

  /** Sum of the samples of this name whose labels contain the text; 0 for none. */
  public double sum(String name, String labels) {
    return samples.entrySet().stream()
        .filter(s -> isNamed(s.getKey(), name) && s.getKey().contains(labels))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  public double sum(String name) {
    return sum(name, "");
  }

  /**
   * Deliveries that are neither settled nor held: 0 at rest. NaN where one of these is not told.
   */
  public double imbalance() {
    return told("warren_deliveries_total") - told("warren_settlements_total") - held();
  }

  /** Frames that are held unsettled; NaN where that is not told. */
  public double held() {
    return told("warren_inflight_frames");
  }

  private double told(String name) {
    return samples.keySet().stream().anyMatch(key -> isNamed(key, name)) ? sum(name) : Double.NaN;
  }

  private static boolean isNamed(String key, String name) {
    return key.equals(name) || key.startsWith(name + "{");
  }
}
