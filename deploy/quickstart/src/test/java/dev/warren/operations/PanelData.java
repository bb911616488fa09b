package dev.warren.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warren.operations.Dashboard.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Asks Prometheus what each panel would ask. */
record PanelData(PrometheusServer prometheus, int intervalSeconds) {
  private static final Pattern LABEL_IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

  /** What is wrong, query by query; nothing where all is well. */
  List<String> missing(Dashboard dashboard) {
    Variables variables;
    try {
      variables = new Variables(dashboard, prometheus, 4 * intervalSeconds + "s");
    } catch (AssertionError notYet) { // no frame has come yet
      return List.of(notYet.getMessage());
    }
    List<String> without = new ArrayList<>();
    for (Panel panel : dashboard.panels()) {
      for (JsonNode target : panel.targets()) {
        String expression = variables.in(target.get("expr").asText());
        List<JsonNode> series = prometheus.range(expression);
        if (series.stream().noneMatch(PanelData::hasNumber)) {
          without.add(panel.name() + ": no data: " + expression);
        }
        LABEL_IN_LEGEND
            .matcher(target.get("legendFormat").asText())
            .results()
            .map(label -> label.group(1))
            .filter(label -> series.stream().noneMatch(s -> s.get("metric").has(label)))
            .forEach(label -> without.add(panel.name() + ": no label " + label));
      }
    }
    return without;
  }

  /** Of one series. */
  static boolean hasNumber(JsonNode series) {
    return Dashboard.list(series.get("values")).stream()
        .anyMatch(point -> !point.get(1).asText().equals("NaN"));
  }
}
