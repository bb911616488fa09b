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

  private static final String LEGEND =
      """

      late              frames answered after --deadline or skipped for it; %, of all that arrived
      reversals         how often the number of workers rose after it fell, or fell after it rose
      worker-hours      of all workers, from creation to stop; on GPUs, GPU hours
      at most           workers at once
      p99, max wait     in the queue, seconds: p99 of the frames that left it, max of all

      desired-workers   the shipped rule
      rule-and-backlog  with the shipped second trigger: --backlog-target
      queue             by ready messages, --queue-target, at the autoscaler's own pace
      queue-slow-down   the same at the pace of --up-window, --down-window, --down-workers
      rule-and-queue    the larger wish of desired-workers and queue, at that pace
      always-max        --max-workers all the time
      """;

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
    return text.append(LEGEND).toString();
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
