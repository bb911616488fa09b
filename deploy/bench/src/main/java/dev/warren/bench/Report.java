package dev.warren.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A run's results, for people and for programs. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Report() {}

  static String table(Results results) {
    StringBuilder text = new StringBuilder();
    Map<String, Results.Spread> ratios = results.ratios();
    line(text, "%-26s %9s %19s  %-8s %s", "ratio", "median", "least .. most", "target", "");
    for (Target target : Target.ALL) {
      Results.Spread spread = ratios.get(target.name());
      if (spread == null) continue;
      line(
          text,
          "%-26s %9.3f %8.3f .. %7.3f  %-8s %-6s %s",
          target.name(),
          spread.median(),
          spread.min(),
          spread.max(),
          target.text(),
          verdict(target, spread.median()),
          target.meaning());
    }
    text.append('\n');
    line(text, "%-34s %10s %21s", "figure", "median", "least .. most");
    results
        .figures()
        .forEach(
            (name, s) ->
                line(text, "%-34s %10.2f %10.2f .. %.2f", name, s.median(), s.min(), s.max()));
    text.append('\n');
    line(text, "%-34s %s", "CPU cores in use", "");
    results.cores().forEach((what, cores) -> line(text, "%-34s %s", what, words(cores)));
    text.append('\n');
    line(text, "accounting of all runs: %s", results.accounting());
    if (!results.flaws().isEmpty()) line(text, "FAILED: %s", results.flaws());
    results.failures().forEach((what, why) -> line(text, "not measured: %s: %s", what, why));
    return text.toString();
  }

  private static String words(JsonNode cores) {
    StringJoiner words = new StringJoiner(", ");
    cores
        .properties()
        .forEach(
            core ->
                words.add(
                    String.format(
                        Locale.ROOT, "%s %.2f", core.getKey(), core.getValue().asDouble())));
    return words.toString();
  }

  private static String verdict(Target target, double measured) {
    if (!target.isClaim()) return "";
    return target.isMet(measured) ? "met" : "MISSED";
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  static String json(Results results, Subject subject, String cores) {
    ObjectNode root = JSON.createObjectNode().put("schema", "warren.bench.v1");
    ObjectNode ratios = root.putObject("ratios");
    results.ratios().forEach((name, spread) -> ratios.put(name, spread.median()));
    ObjectNode targets = root.putObject("targets");
    for (Target target : Target.ALL) {
      Results.Spread spread = results.ratios().get(target.name());
      if (spread == null || !target.isClaim()) continue;
      targets
          .putObject(target.name())
          .put("target", target.text())
          .put("met", target.isMet(spread.median()));
    }
    ObjectNode spreads = root.putObject("spreads");
    results.ratios().forEach((name, s) -> spreads.set(name, JSON.valueToTree(s)));
    ObjectNode figures = root.putObject("figures");
    results.figures().forEach((name, s) -> figures.set(name, JSON.valueToTree(s)));
    root.set("cpu_cores", JSON.valueToTree(results.cores()));
    root.set("accounting", JSON.valueToTree(results.accounting()));
    root.set("not_measured", JSON.valueToTree(results.failures()));
    root.set("settings", JSON.valueToTree(subject));
    root.putObject("machine")
        .put("cores", cores)
        .put("cpus", Runtime.getRuntime().availableProcessors())
        .put("java", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return root.toPrettyString() + "\n";
  }
}
