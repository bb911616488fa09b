package dev.warren.loadtest.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A report as {@code warren.loadtest.v1}. Times are milliseconds; null where nothing is known. */
public final class JsonReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {}

  public static byte[] bytes(LoadReport report) {
    return bytes(tree(report));
  }

  /** Indented, with a line's end at the end. */
  public static byte[] bytes(ObjectNode tree) {
    return (tree.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** An empty object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ObjectNode tree(LoadReport report) {
    ObjectNode root = object();
    root.put("schema", "warren.loadtest.v1");
    ObjectNode settings = root.putObject("settings");
    report.settings().forEach(settings::put);
    report.notes().forEach(root.putArray("notes")::add);
    root.set("frames", frames(report.frames()));
    root.set("window", window(report.window()));
    for (String name : report.latencies().keySet()) {
      root.set(name + "_ms", percentiles(report.percentiles(name)));
    }
    ObjectNode stages = root.putObject("stages_ms");
    report.stages().forEach((name, h) -> stages.set(name, percentiles(Percentiles.of(h))));
    ArrayNode groups = root.putArray("groups");
    report.groups().forEach(group -> groups.add(group(group)));
    ArrayNode cameras = root.putArray("cameras");
    report.cameras().forEach(camera -> cameras.add(camera(camera)));
    ArrayNode timeline = root.putArray("timeline");
    report.timeline().forEach(point -> timeline.add(point(point)));
    ObjectNode cpu = root.putObject("cpu_cores");
    report.cpuCores().forEach((name, cores) -> put(cpu, name, cores));
    return root;
  }

  private static ObjectNode frames(Frames frames) {
    ObjectNode node = object();
    node.put("published", frames.published());
    node.put("confirmed", frames.confirmed());
    node.put("unconfirmed", frames.unconfirmed());
    node.put("detected", frames.detected());
    ObjectNode skipped = node.putObject("skipped");
    for (String reason : new String[] {"deadline", "superseded", "shed"}) skipped.put(reason, 0L);
    putAll(skipped, frames.skipped());
    putAll(node.putObject("failed"), frames.failed());
    node.put("unanswered", frames.unanswered());
    node.put("queued", frames.queued());
    node.put("unaccounted", frames.unaccounted());
    node.put("duplicated", frames.duplicated());
    node.put("differing", frames.differing());
    node.put("foreign", frames.foreign());
    node.put("malformed", frames.malformed());
    node.put("unsent", frames.unsent());
    return node;
  }

  private static ObjectNode window(WindowFigures window) {
    ObjectNode node = object();
    put(node, "seconds", window.seconds());
    node.put("sent", window.sent());
    node.put("unsent", window.unsent());
    put(node, "offered_per_second", window.perSecond(window.offered()));
    put(node, "answered_per_second", window.perSecond(window.answered()));
    put(node, "detected_per_second", window.perSecond(window.detected()));
    node.put("in_time", window.inTime());
    put(node, "in_time_per_second", window.perSecond(window.inTime()));
    return node;
  }

  private static ObjectNode group(GroupFigures group) {
    ObjectNode node = object();
    node.put("name", group.name());
    node.put("cameras", group.cameras());
    put(node, "fps", group.fps());
    node.put("sent", group.sent());
    node.put("detected", group.detected());
    node.put("skipped", group.skipped());
    node.put("failed", group.failed());
    node.set("latency_ms", percentiles(group.latency()));
    return node;
  }

  private static ObjectNode camera(CameraFigures camera) {
    ObjectNode node = object();
    node.put("name", camera.name());
    node.put("sent", camera.sent());
    node.put("detected", camera.detected());
    node.put("skipped", camera.skipped());
    node.put("failed", camera.failed());
    ObjectNode latency = node.putObject("latency_ms");
    put(latency, "p50", camera.latency().p50());
    put(latency, "p99", camera.latency().p99());
    put(latency, "max", camera.latency().max());
    ObjectNode staleness = node.putObject("staleness_ms");
    put(staleness, "p99", camera.staleness().p99());
    put(staleness, "max", camera.staleness().max());
    return node;
  }

  private static ObjectNode point(TimelinePoint point) {
    ObjectNode node = object();
    put(node, "seconds", point.seconds());
    put(node, "sent_per_second", point.sentPerSecond());
    put(node, "answered_per_second", point.answeredPerSecond());
    put(node, "in_time_per_second", point.inTimePerSecond());
    put(node, "p50_ms", point.p50());
    put(node, "p99_ms", point.p99());
    return node;
  }

  /** {@code count} and the percentiles, which are null where the count is 0, or too low. */
  public static ObjectNode percentiles(Percentiles p) {
    ObjectNode node = object();
    node.put("count", p.count());
    put(node, "mean", p.mean());
    put(node, "p50", p.p50());
    put(node, "p90", p.p90());
    put(node, "p99", p.p99());
    put(node, "p999", p.p999());
    put(node, "max", p.max());
    return node;
  }

  /** With three decimals, which are microseconds of a time in milliseconds. */
  public static void put(ObjectNode node, String name, Double value) {
    if (value == null) {
      node.set(name, JsonNodeFactory.instance.nullNode());
    } else {
      node.put(name, BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).doubleValue());
    }
  }

  private static void putAll(ObjectNode node, Map<String, Long> counts) {
    counts.forEach(node::put);
  }
}
