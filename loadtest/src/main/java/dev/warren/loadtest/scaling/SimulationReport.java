package dev.warren.loadtest.scaling;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.loadtest.report.JsonReport;
import java.util.Locale;
import java.util.Map;

/**
 * What each policy came to, as a table and as {@code warren.autoscale-sim.v1}.
 *
 * @param settings by option, without its dashes
 * @param outcomes by policy, in order
 */
record SimulationReport(Map<String, String> settings, Map<String, Outcome> outcomes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
  private static final String ROW = "%-18s %10s %7s %10s %13s %7s %9s %9s%n";

  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            ROW,
            "policy",
            "late",
            "late %",
            "reversals",
            "worker-hours",
            "at most",
            "p99 wait",
            "max wait"));
    outcomes.forEach(
        (name, o) ->
            text.append(
                format(
                    ROW,
                    name,
                    o.late(),
                    format("%.2f", 100 * o.lateShare()),
                    o.reversals(),
                    format("%.1f", o.workerHours()),
                    o.mostWorkers(),
                    o.p99WaitSeconds() + " s",
                    o.maxWaitSeconds() + " s")));
    return text.toString();
  }

  byte[] json() {
    ObjectNode root = JsonReport.object();
    root.put("schema", "warren.autoscale-sim.v1");
    ObjectNode asked = root.putObject("settings");
    settings.forEach(asked::put);
    ArrayNode policies = root.putArray("policies");
    outcomes.forEach((name, outcome) -> policies.add(policy(name, outcome)));
    return JsonReport.bytes(root);
  }

  private static ObjectNode policy(String name, Outcome outcome) {
    ObjectNode node = JsonReport.object().put("policy", name);
    return node.setAll(JSON.<ObjectNode>valueToTree(outcome));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
