package dev.warren.bench.accept;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all parts found, and what that is worth. */
final class Acceptance {
  static final String SCHEMA = "warren.gpu-accept.v1";
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, String> subject;
  private final Map<String, PartResult> results = new LinkedHashMap<>();

  /**
   * @param subject what was tried, by name, for people
   */
  Acceptance(Map<String, String> subject) {
    this.subject = new LinkedHashMap<>(subject);
  }

  /** In the place of what an earlier run found about the same part. */
  void add(PartResult result) {
    results.put(result.part(), result);
  }

  Map<String, String> subject() {
    return subject;
  }

  List<PartResult> results() {
    return new ArrayList<>(results.values());
  }

  /**
   * No GPU before all, then a missed goal, then a part that failed. What there is nothing to
   * measure for, such as a broker that is not there, is no failure, but is said.
   */
  int exitCode() {
    if (has(PartResult.State.NO_GPU)) return ExitCode.DEVICE;
    boolean missed = Goal.outcomes(results()).stream().anyMatch(outcome -> !outcome.isMet());
    if (missed) return ExitCode.REGRESSION;
    return has(PartResult.State.FAILED) ? ExitCode.FAILURE : ExitCode.OK;
  }

  /** Whether the device was there at least for a while. */
  boolean hasMeasured() {
    return has(PartResult.State.MEASURED);
  }

  private boolean has(PartResult.State state) {
    return results.values().stream().anyMatch(result -> result.state() == state);
  }

  String json() {
    ObjectNode root = JSON.createObjectNode().put("schema", SCHEMA);
    root.set("subject", JSON.valueToTree(subject));
    ArrayNode targets = root.putArray("targets");
    for (Goal.Outcome outcome : Goal.outcomes(results())) {
      targets
          .addObject()
          .put("part", outcome.goal().part())
          .put("figure", outcome.goal().figure())
          .put("measured", outcome.measured())
          .put("target", outcome.goal().text())
          .put("met", outcome.isMet());
    }
    root.set("parts", JSON.valueToTree(results.values()));
    return root.toPrettyString() + "\n";
  }

  /** What is in a file that {@link #json} wrote. */
  static List<PartResult> read(Path file) throws IOException {
    JsonNode root = JSON.readTree(file.toFile());
    if (!SCHEMA.equals(root.path("schema").asText())) {
      throw new IOException(file + ": no " + SCHEMA);
    }
    return JSON.convertValue(root.path("parts"), new TypeReference<>() {});
  }
}
