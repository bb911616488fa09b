package dev.warren.bench.accept;

import java.util.List;
import java.util.Locale;

/** An acceptance for people: on a terminal, and as Markdown to keep. */
final class AcceptReport {
  private AcceptReport() {}

  static String table(Acceptance acceptance) {
    StringBuilder text = new StringBuilder();
    for (PartResult result : acceptance.results()) {
      line(text, "%-10s %6.0f s  %s", result.part(), result.seconds(), state(result));
      result.notes().forEach((name, note) -> line(text, "    %s: %s", name, note));
      result.figures().forEach((name, value) -> line(text, "    %-34s %s", name, number(value)));
    }
    text.append('\n');
    line(text, "%-26s %12s  %-8s %-6s", "target", "measured", "", "");
    for (Goal goal : Goal.ALL) {
      Row row = Row.of(goal, acceptance.results());
      line(
          text,
          "%-26s %12s  %-8s %-12s %s",
          goal.figure(),
          row.measured(),
          goal.text(),
          row.verdict(),
          goal.meaning());
    }
    return text.toString();
  }

  static String markdown(Acceptance acceptance) {
    StringBuilder text = new StringBuilder("# GPU acceptance\n\n| | |\n|---|---|\n");
    acceptance.subject().forEach((name, value) -> line(text, "| %s | %s |", name, cell(value)));
    text.append("\n## Targets\n\n| what | measured | target | |\n|---|---|---|---|\n");
    for (Goal goal : Goal.ALL) {
      Row row = Row.of(goal, acceptance.results());
      line(
          text,
          "| %s (`%s`) | %s | %s | %s |",
          goal.meaning(),
          goal.figure(),
          row.measured(),
          goal.text(),
          row.verdict());
    }
    for (PartResult result : acceptance.results()) {
      line(text, "%n## %s%n", result.part());
      line(text, "%s, %.0f s%n", cell(state(result)), result.seconds());
      if (result.figures().isEmpty() && result.notes().isEmpty()) continue;
      text.append("| | |\n|---|---|\n");
      result.notes().forEach((name, note) -> line(text, "| %s | %s |", name, cell(note)));
      result.figures().forEach((name, value) -> line(text, "| `%s` | %s |", name, number(value)));
    }
    return text.toString();
  }

  /** A goal's line. */
  private record Row(String measured, String verdict) {
    static Row of(Goal goal, List<PartResult> results) {
      return Goal.outcome(goal, results)
          .map(o -> new Row(number(o.measured()), o.isMet() ? "met" : "MISSED"))
          .orElseGet(() -> new Row("", "not measured"));
    }
  }

  private static String state(PartResult result) {
    String state = result.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return result.why() == null ? state : state + ": " + result.why();
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) return Long.toString((long) value);
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.4f" : "%.1f", value);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\R", " ");
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
