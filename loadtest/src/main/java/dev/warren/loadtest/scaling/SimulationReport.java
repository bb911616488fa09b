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
 * @param settings all that the outcomes depend on, by option, without its dashes
 * @param outcomes by policy, in order
 */
record SimulationReport(Map<String, String> settings, Map<String, Outcome> outcomes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
  private static final String ROW = "%-18s %10s %7s %8s %10s %13s %7s %9s %9s%n";

  private static final String LEGEND =
      """

      late              frames answered after --deadline or skipped for it; %, of all that arrived
      waiting           frames that neither was done with at the end; they count as nothing else
      reversals         how often the number of workers rose after it fell, or fell after it rose
      worker-hours      of all workers, from creation to stop; on GPUs, GPU hours
      at most           workers at once
      p99, max wait     in the queue, in whole seconds: p99 of the frames that left it, max of all;
                        one that is skipped has waited for a second more than --deadline

      desired-workers   the shipped rule
      rule-and-backlog  with the shipped second trigger: --backlog-target
      queue             by ready messages, --queue-target, at the autoscaler's own pace
      queue-slow-down   the same at the pace of --up-window, --down-window, --down-workers
      rule-and-queue    the larger wish of desired-workers and queue, at that pace
      always-max        --max-workers all the time
      """;

  /** What was simulated, and the command that does it again. */
  String assumptions() {
    long frames = outcomes.values().iterator().next().arrived();
    boolean skips = "false".equals(settings.get("serve-late"));
    return format(
        """
        Simulated, nothing was measured:
        load              %s; %,d frames in all
        workers           %s to %s, each of %s frames/s, from %s after it was asked for
        deadline          %s in the queue; late frames are %s
        again             warren loadtest autoscale-sim%s

        """,
        load(),
        frames,
        settings.get("min-workers"),
        settings.get("max-workers"),
        settings.get("capacity"),
        settings.get("warm-up"),
        settings.get("deadline"),
        skips ? "skipped, at no cost" : "served all the same",
        options());
  }

  private String load() {
    String trace = settings.get("trace");
    if (trace != null) return "as in " + trace;
    String burst = settings.get("burst-length");
    return format(
        "%s%s, from %s to %s frames/s every %s, for %s",
        settings.get("shape"),
        burst == null ? "" : " of " + burst,
        settings.get("base-rate"),
        settings.get("peak-rate"),
        settings.get("period"),
        settings.get("duration"));
  }

  private String options() {
    StringBuilder line = new StringBuilder();
    settings.forEach(
        (name, value) -> {
          if (value.equals("false")) return;
          line.append(" --").append(name);
          if (!value.equals("true")) line.append(' ').append(value);
        });
    return line.toString();
  }

  String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            ROW,
            "policy",
            "late",
            "late %",
            "waiting",
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
                    o.waiting(),
                    o.reversals(),
                    format("%.1f", o.workerHours()),
                    o.mostWorkers(),
                    o.p99WaitSeconds() + " s",
                    o.maxWaitSeconds() + " s")));
    return text.append(LEGEND).toString();
  }

  String json() {
    ObjectNode root = JsonReport.object();
    root.put("schema", "warren.autoscale-sim.v1");
    ObjectNode asked = root.putObject("settings");
    settings.forEach(asked::put);
    ArrayNode policies = root.putArray("policies");
    outcomes.forEach((name, outcome) -> policies.add(policy(name, outcome)));
    return JsonReport.text(root);
  }

  private static ObjectNode policy(String name, Outcome outcome) {
    ObjectNode node = JsonReport.object().put("policy", name);
    return node.setAll(JSON.<ObjectNode>valueToTree(outcome));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
