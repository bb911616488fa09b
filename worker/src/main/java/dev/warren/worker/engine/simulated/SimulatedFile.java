package dev.warren.worker.engine.simulated;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.warren.worker.engine.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads a {@code .simulated} file. Needed are {@code input}, {@code classes} and {@code run_ms};
 * {@code detections} is 3 and {@code jitter} 0 unless given; {@code note} is for its readers.
 */
record SimulatedFile(Path file, JsonNode root) {
  private static final Set<String> FIELDS =
      Set.of("input", "classes", "run_ms", "detections", "jitter", "note");
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int MAX_BYTES = 1 << 16;
  private static final int MAX_SIDE = 8192;
  private static final int MAX_CLASSES = 2000;
  private static final int MAX_BATCH = 1024;
  private static final int MAX_RUN_MS = 60_000;
  private static final int MAX_DETECTIONS = 300;
  private static final int DEFAULT_DETECTIONS = 3;
  private static final double MAX_JITTER = 0.9;

  /**
   * @throws ModelException naming the file, the field, the rule and the value
   */
  static SimulatedModel read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ModelException(
            file + ": a description is no larger than " + MAX_BYTES + " bytes, this one is");
      }
      return new SimulatedFile(file, JSON.readTree(bytes)).model();
    } catch (JsonProcessingException e) {
      throw new ModelException(file + ": is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private SimulatedModel model() {
    if (!root.isObject()) throw new ModelException(file + ": is no JSON object");
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new ModelException(file + ": field '" + brief(name) + "' is not known");
      }
    }
    JsonNode input = root.path("input");
    if (!input.isArray() || input.size() != 2) throw wrong("input", "[height, width]", input);
    int height = integer("input[0]", input.get(0), 1, MAX_SIDE);
    int width = integer("input[1]", input.get(1), 1, MAX_SIDE);
    // A head has one box per anchor at most, and a tiny input few anchors.
    int most = Math.min(MAX_DETECTIONS, SimulatedHead.anchors(width, height));
    return new SimulatedModel(
        width,
        height,
        classNames(root.path("classes")),
        runTimes(root.path("run_ms")),
        root.has("detections")
            ? integer("detections", root.get("detections"), 0, most)
            : Math.min(DEFAULT_DETECTIONS, most),
        root.has("jitter") ? number("jitter", root.get("jitter"), MAX_JITTER) : 0);
  }

  private List<String> classNames(JsonNode classes) {
    List<String> names = new ArrayList<>();
    if (classes.isArray()) {
      if (classes.isEmpty() || classes.size() > MAX_CLASSES) {
        throw wrong("classes", "1 to " + MAX_CLASSES + " names", classes);
      }
      for (JsonNode name : classes) {
        if (!name.isTextual() || name.asText().isBlank()) {
          throw wrong("classes[" + names.size() + "]", "a name", name);
        }
        names.add(name.asText());
      }
      return names;
    }
    int count = integer("classes", classes, 1, MAX_CLASSES);
    for (int id = 0; id < count; id++) names.add("class " + id);
    return names;
  }

  private NavigableMap<Integer, Long> runTimes(JsonNode times) {
    if (!times.isObject() || times.isEmpty()) {
      throw wrong("run_ms", "an object of milliseconds by batch size", times);
    }
    NavigableMap<Integer, Long> nanos = new TreeMap<>();
    for (Iterator<String> sizes = times.fieldNames(); sizes.hasNext(); ) {
      String size = sizes.next();
      if (!size.matches("[1-9]\\d{0,3}") || Integer.parseInt(size) > MAX_BATCH) {
        throw new ModelException(
            "%s: a batch size in run_ms is not within 1..%d: '%s'"
                .formatted(file, MAX_BATCH, brief(size)));
      }
      double ms = number("run_ms[" + size + "]", times.get(size), MAX_RUN_MS);
      nanos.put(Integer.valueOf(size), Math.round(ms * 1e6));
    }
    return nanos;
  }

  private int integer(String field, JsonNode value, int least, int most) {
    if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
      throw wrong(field, "an integer within " + least + ".." + most, value);
    }
    return value.asInt();
  }

  private double number(String field, JsonNode value, double most) {
    if (!value.isNumber() || !(value.asDouble() >= 0 && value.asDouble() <= most)) {
      throw wrong(field, "a number within 0.." + most, value);
    }
    return value.asDouble();
  }

  private ModelException wrong(String field, String rule, JsonNode value) {
    String shown = value.isMissingNode() ? "absent" : brief(value.toString());
    return new ModelException("%s: %s is not %s: %s".formatted(file, field, rule, shown));
  }

  private static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
