package dev.warren.loadtest.capacity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.loadtest.report.JsonReport;
import java.util.Locale;
import java.util.Map;

/**
 * What a search found, as {@code warren.capacity.v1} and in words.
 *
 * @param found in the search's unit; 0 for none
 * @param fps frames per second of each camera where the unit is cameras; else null
 */
record CapacityReport(
    double sloP99Ms,
    double found,
    Double fps,
    CapacitySearch.Bounds bounds,
    CapacitySearch search,
    Map<String, String> settings) {

  /** One trial. */
  static String line(Trial t, boolean inCameras) {
    String amount = inCameras ? String.format(Locale.ROOT, "%.0f cameras, ", t.load()) : "";
    String p99 = t.p99Ms() == null ? "no answer" : format("p99 %.1f ms", t.p99Ms());
    String lag = t.sendLagP99Ms() == null ? "" : format(", send lag p99 %.1f ms", t.sendLagP99Ms());
    return amount
        + format("%.2f/s: %s, answered %.1f/s%s", t.rate(), p99, t.answeredPerSecond(), lag)
        + (t.ok() ? "  ok" : "  FAILED" + (t.why().isEmpty() ? "" : " " + t.why()));
  }

  String summary() {
    String slo = format("p99 up to %.0f ms", sloP99Ms);
    String early = search.isOver() ? " (the search ended early)" : "";
    if (found == 0) {
      return search.isOver()
          ? "ended before any load was found to hold " + slo
          : "no load holds " + slo + ": even the lowest failed";
    }
    String atLeast = found == bounds.max() ? "at least " : "";
    String cameras = fps == null ? "" : format("%.0f cameras at %.2f fps, ", found, fps);
    return "capacity at " + slo + ": " + atLeast + cameras + format("%.2f/s", rate()) + early;
  }

  String json() {
    ObjectNode root = JsonReport.object();
    root.put("schema", "warren.capacity.v1");
    root.put("slo_p99_ms", sloP99Ms);
    JsonReport.put(root, "capacity_per_second", found == 0 && search.isOver() ? null : rate());
    if (fps == null) root.putNull("cameras");
    else root.put("cameras", Math.round(found));
    root.put("complete", !search.isOver());
    ObjectNode asked = root.putObject("settings");
    settings.forEach(asked::put);
    ArrayNode trials = root.putArray("trials");
    for (Trial t : search.trials()) trials.add(trial(t));
    return JsonReport.text(root);
  }

  private double rate() {
    return fps == null ? found : found * fps;
  }

  private ObjectNode trial(Trial t) {
    ObjectNode node = JsonReport.object();
    JsonReport.put(node, "rate", t.rate());
    if (fps != null) node.put("cameras", Math.round(t.load()));
    JsonReport.put(node, "p99_ms", t.p99Ms());
    JsonReport.put(node, "answered_per_second", t.answeredPerSecond());
    JsonReport.put(node, "send_lag_p99_ms", t.sendLagP99Ms());
    node.put("ok", t.ok());
    node.put("why", t.why());
    return node;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
