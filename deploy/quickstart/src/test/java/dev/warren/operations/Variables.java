package dev.warren.operations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Replaces the variables of a dashboard as Grafana does with all values chosen:
 * https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/
 */
final class Variables {
  private static final Pattern QUERY = Pattern.compile("label_values\\((.+), (\\w+)\\)");

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * @param rateInterval four times the interval of scrapes
   */
  Variables(Dashboard dashboard, PrometheusServer prometheus, String rateInterval) {
    values.put("__rate_interval", rateInterval);
    for (JsonNode variable : dashboard.variables()) {
      if (!variable.get("type").asText().equals("query")) continue;
      String name = variable.get("name").asText();
      Matcher query = QUERY.matcher(variable.at("/query/query").asText());
      if (!query.matches()) throw new AssertionError("another query than label_values: " + name);
      List<String> found = prometheus.labelValues(query.group(2), in(query.group(1)));
      if (found.isEmpty()) throw new AssertionError(dashboard.file() + ": no value of $" + name);
      values.put(name, found.stream().map(Variables::quoted).collect(Collectors.joining("|")));
    }
  }

  String in(String expression) {
    String text = expression;
    for (Map.Entry<String, String> variable : values.entrySet()) {
      text = text.replace("$" + variable.getKey(), variable.getValue());
    }
    if (text.contains("$")) throw new AssertionError("a variable that is unknown: " + text);
    return text;
  }

  /** As a regular expression inside a string of Prometheus' language. */
  private static String quoted(String value) {
    return value.replaceAll("([\\\\^$.*+?()\\[\\]{}|])", "\\\\\\\\$1");
  }
}
