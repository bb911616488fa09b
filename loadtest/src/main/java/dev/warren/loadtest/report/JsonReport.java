package dev.warren.loadtest.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.HdrHistogram.Histogram;

/** A report as {@code warren.loadtest.v1}. Times are milliseconds; null where nothing is known. */
public final class JsonReport {
  /** Names are those of the records' components. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Rounded())
                  .addSerializer(double.class, new Rounded()))
          .build();

  private JsonReport() {}

  public static String text(LoadReport report) {
    return text(tree(report));
  }

  /** Indented, with a line's end at the end. */
  public static String text(ObjectNode tree) {
    return tree.toPrettyString() + "\n";
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
    report.latencies().forEach((name, h) -> root.set(name + "_ms", percentiles(h)));
    ObjectNode stages = root.putObject("stages_ms");
    report.stages().forEach((name, h) -> stages.set(name, percentiles(h)));
    root.set("groups", JSON.valueToTree(report.groups()));
    root.set("cameras", JSON.valueToTree(report.cameras()));
    root.set("timeline", JSON.valueToTree(report.timeline()));
    root.set("cpu_cores", JSON.valueToTree(report.cpuCores()));
    return root;
  }

  private static ObjectNode percentiles(Histogram micros) {
    return JSON.valueToTree(Percentiles.of(micros));
  }

  /** The usual reasons are there even if nothing was skipped for them. */
  private static ObjectNode frames(Frames frames) {
    ObjectNode skipped = object();
    for (String reason : new String[] {"deadline", "superseded", "shed"}) skipped.put(reason, 0L);
    frames.skipped().forEach(skipped::put);
    ObjectNode node = JSON.valueToTree(frames);
    node.set("skipped", skipped);
    node.put("unaccounted", frames.unaccounted());
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

  /** With three decimals, which are microseconds of a time in milliseconds. */
  public static void put(ObjectNode node, String name, Double value) {
    if (value == null) node.putNull(name);
    else node.put(name, rounded(value));
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP).doubleValue();
  }

  private static final class Rounded extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeNumber(rounded(value));
    }
  }
}
