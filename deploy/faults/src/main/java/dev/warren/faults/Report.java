package dev.warren.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warren.faults.ledger.Account;
import dev.warren.faults.scenario.Findings;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A run's results, for people and for programs. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
  private static final String ROW = "%3s  %-52s %-10s %6s %6s %9s %9s %5s %6s %6s %5s %6s%n";
  private static final String HEAD =
      "# fault verdict rounds faults confirmed answered lost twice differ wrong dead";

  private Report() {}

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  static String table(List<ScenarioResult> results) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, ROW, (Object[]) HEAD.split(" ")));
    for (ScenarioResult result : results) {
      text.append(
          row(
              Integer.toString(result.scenario().id()),
              result.scenario().name(),
              result.isPassed() ? "pass" : "FAIL",
              result.rounds(),
              result.faultCount(),
              result.account()));
    }
    Account all = total(results);
    int rounds = results.stream().mapToInt(ScenarioResult::rounds).sum();
    text.append(row("", "all", "", rounds, faults(results), all));
    for (ScenarioResult result : results) details(text, result);
    return text.toString();
  }

  private static String row(
      String id, String name, String verdict, int rounds, int faults, Account a) {
    return String.format(
        Locale.ROOT,
        ROW,
        id,
        name,
        verdict,
        rounds,
        faults,
        a.acknowledged(),
        a.answered(),
        a.lost(),
        a.duplicated(),
        a.differing(),
        a.misjudged() + a.unexpected(),
        a.deadLettered());
  }

  /**
   * One round in a few words; a figure beyond its limit fails nothing yet, for most are judged by
   * the median of all rounds.
   *
   * @param broken why the harness could not finish it, or null
   */
  static String verdict(Findings findings, String broken) {
    if (broken != null || !findings.failures().isEmpty()) return "NOT CLEAN";
    StringJoiner beyond = new StringJoiner(", ", "clean, but ", "");
    beyond.setEmptyValue("clean");
    findings
        .figures()
        .forEach(
            (name, f) -> {
              if (f.value() <= f.limit()) return;
              beyond.add(
                  "%s %s is beyond its limit %s"
                      .formatted(name, number(f.value()), number(f.limit())));
            });
    return beyond.toString();
  }

  private static void details(StringBuilder text, ScenarioResult result) {
    StringJoiner figures = new StringJoiner(", ");
    result
        .figures()
        .forEach(
            (name, f) ->
                figures.add(
                    "%s %s%s%s"
                        .formatted(
                            name,
                            number(f.median()),
                            f.least() < f.most()
                                ? " (%s .. %s)".formatted(number(f.least()), number(f.most()))
                                : "",
                            Double.isInfinite(f.limit())
                                ? ""
                                : " (limit " + number(f.limit()) + ")")));
    text.append("%n%d %s%n".formatted(result.scenario().id(), result.scenario().name()));
    line(text, "expected: " + result.scenario().expected());
    if (figures.length() > 0) line(text, "measured: " + figures);
    result.notes().forEach(note -> line(text, "note: " + note));
    result.failures().forEach(failure -> line(text, "FAIL: " + failure));
  }

  private static void line(StringBuilder text, String line) {
    text.append("    ").append(line).append('\n');
  }

  static String json(List<ScenarioResult> results) {
    Account all = total(results);
    ObjectNode root =
        JSON.createObjectNode()
            .put("faults", faults(results))
            .put("lost", all.lost())
            .put("duplicated", all.duplicated())
            .put("differing", all.differing())
            .put("innocents_dead_lettered", all.innocentsDeadLettered());
    var scenarios = root.putArray("scenarios");
    for (ScenarioResult result : results) scenarios.add(json(result));
    return root.toPrettyString() + "\n";
  }

  private static ObjectNode json(ScenarioResult result) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("id", result.scenario().id())
            .put("name", result.scenario().name())
            .put("rounds", result.rounds())
            .put("pass", result.isPassed())
            .put("expected", result.scenario().expected())
            .put("rounds_passed", result.passedRounds())
            .put("faults", result.faultCount());
    node.set("faults_by_kind", JSON.valueToTree(result.faults()));
    node.set("frames", JSON.valueToTree(result.account()));
    ObjectNode figures = node.putObject("figures");
    result
        .figures()
        .forEach(
            (name, f) -> {
              ObjectNode figure = figures.putObject(name);
              figure.put("median", f.median()).put("least", f.least()).put("most", f.most());
              if (!Double.isInfinite(f.limit())) figure.put("limit", f.limit());
            });
    node.set("notes", JSON.valueToTree(result.notes()));
    node.set("failures", JSON.valueToTree(result.failures()));
    return node;
  }

  private static Account total(List<ScenarioResult> results) {
    return results.stream().map(ScenarioResult::account).reduce(Account.NONE, Account::plus);
  }

  static int faults(List<ScenarioResult> results) {
    return results.stream().mapToInt(ScenarioResult::faultCount).sum();
  }
}
