package dev.warren.worker.cli.letters;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How dead letters are printed. */
final class LetterOutput {
  private static final List<String> HEADINGS =
      List.of("ID", "MODEL", "CAMERA", "REASON", "TRIES", "AGE", "BYTES", "DETAIL");

  /** From here on numbers, but for the last. */
  private static final int NUMBERS = 4;

  private static final int DETAIL = 60;

  @Option(names = "--json", description = "Print one JSON array instead of a table.")
  private boolean json;

  boolean isJson() {
    return json;
  }

  void print(List<DeadLetter> letters, long nowMs, PrintStream out) {
    if (json) printJson(letters, nowMs, out);
    else if (!letters.isEmpty()) printTable(letters, nowMs, out);
    out.flush();
  }

  private static void printTable(List<DeadLetter> letters, long nowMs, PrintStream out) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    for (DeadLetter letter : letters) rows.add(row(letter, nowMs));
    String format = format(rows);
    for (List<String> row : rows) out.printf(format, row.toArray());
  }

  private static List<String> row(DeadLetter l, long nowMs) {
    String detail = l.detail().isEmpty() ? "in " + l.origin() : l.detail();
    return List.of(
        l.id().isEmpty() ? "-" : l.id(),
        l.model(),
        l.camera().isEmpty() ? "-" : l.camera(),
        l.reason().isEmpty() ? "-" : l.reason(),
        String.valueOf(l.attempt()),
        age(l, nowMs),
        String.valueOf(l.bytes()),
        detail.length() <= DETAIL ? detail : detail.substring(0, DETAIL - 3) + "...");
  }

  /** Each column but the last as wide as its widest text. */
  private static String format(List<List<String>> rows) {
    StringBuilder format = new StringBuilder();
    for (int i = 0; i < HEADINGS.size() - 1; i++) {
      int column = i;
      int width = rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
      format.append(column < NUMBERS ? "%-" : "%").append(width).append("s  ");
    }
    return format.append("%s%n").toString();
  }

  static void printAll(DeadLetter l, long nowMs, PrintStream out) {
    line(out, "id", l.id());
    line(out, "model", l.model());
    line(out, "camera", l.camera());
    line(out, "reason", l.reason());
    line(out, "broker's reason", l.broker());
    line(out, "stage", l.stage());
    line(out, "detail", l.detail());
    line(out, "tries", String.valueOf(l.attempt()));
    line(out, "came from", l.origin());
    String when = l.atMs() == null ? "" : Instant.ofEpochMilli(l.atMs()) + ", ";
    line(out, "given up", when + age(l, nowMs) + " ago");
    line(out, "routing key", l.routingKey());
    line(out, "body", l.bytes() + " bytes " + l.contentType());
    out.println();
    out.flush();
  }

  private static void line(PrintStream out, String name, String value) {
    if (!value.isEmpty()) out.printf("%-16s %s%n", name, value);
  }

  /** In the largest unit that it fills. */
  static String age(DeadLetter letter, long nowMs) {
    if (letter.atMs() == null) return "-";
    Duration age = Duration.ofMillis(Math.max(0, nowMs - letter.atMs()));
    if (age.toDays() > 0) return age.toDays() + "d";
    if (age.toHours() > 0) return age.toHours() + "h";
    return age.toMinutes() > 0 ? age.toMinutes() + "m" : age.toSeconds() + "s";
  }

  private static void printJson(List<DeadLetter> letters, long nowMs, PrintStream out) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (DeadLetter l : letters) {
      ObjectNode json =
          array
              .addObject()
              .put("id", l.id())
              .put("model", l.model())
              .put("camera", l.camera())
              .put("routing_key", l.routingKey())
              .put("reason", l.reason())
              .put("broker_reason", l.broker())
              .put("stage", l.stage())
              .put("detail", l.detail())
              .put("attempt", l.attempt())
              .put("origin", l.origin());
      if (l.atMs() != null) {
        json.put("at_ms", l.atMs()).put("age_seconds", Math.max(0, nowMs - l.atMs()) / 1_000);
      }
      json.put("content_type", l.contentType()).put("bytes", l.bytes());
    }
    out.writeBytes((array.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
