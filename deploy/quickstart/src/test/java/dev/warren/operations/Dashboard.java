package dev.warren.operations;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One file of {@code deploy/grafana/dashboards}, read strictly. */
record Dashboard(String file, JsonNode json) {
  static final Path FOLDER = Tool.ROOT.resolve("deploy/grafana");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Something in the grid: what shows figures, or the heading of a row. */
  record Panel(String dashboard, JsonNode json) {
    boolean isHeading() {
      return json.get("type").asText().equals("row");
    }

    /** For messages. */
    String name() {
      return dashboard + ", " + json.get("title").asText();
    }

    /** What it asks of Prometheus, with variables not yet replaced. */
    List<JsonNode> targets() {
      return list(json.get("targets"));
    }

    List<String> expressions() {
      return targets().stream().map(target -> target.get("expr").asText()).toList();
    }

    /** Sections of the runbook that it links to. */
    List<String> sections() {
      return list(json.get("links")).stream()
          .map(link -> link.get("url").asText())
          .filter(url -> url.startsWith("${runbook}#"))
          .map(url -> url.substring(url.indexOf('#') + 1))
          .toList();
    }

    @Override
    public String toString() {
      return name();
    }

    /** Where its color changes; the first color needs no threshold. */
    List<Double> thresholds() {
      return list(json.at("/fieldConfig/defaults/thresholds/steps")).stream()
          .map(step -> step.get("value"))
          .filter(value -> !value.isNull())
          .map(JsonNode::asDouble)
          .toList();
    }
  }

  static Dashboard of(String file, String text) {
    try {
      return new Dashboard(file, STRICT.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("dashboards"))) {
      List<Dashboard> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(of(file.getFileName().toString(), Files.readString(file)));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order of the file. */
  List<Panel> everything() {
    return list(json.get("panels")).stream().map(panel -> new Panel(file, panel)).toList();
  }

  /** Those that show figures. */
  List<Panel> panels() {
    return everything().stream().filter(panel -> !panel.isHeading()).toList();
  }

  List<JsonNode> variables() {
    return list(json.at("/templating/list"));
  }

  String uid() {
    return json.get("uid").asText();
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    if (array != null) array.forEach(list::add);
    return list;
  }

  @Override
  public String toString() {
    return file;
  }
}
