package dev.warren.operations;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What texts for people give to be asked of Prometheus: code style with a metric in it. */
final class TextQueries {
  /** The pages that have some. */
  static final List<String> PAGES = List.of("deploy/RUNBOOK.md", "worker/METRICS.md");

  private static final Predicate<String> HAS_METRIC =
      Pattern.compile("\\b(?:warren[_:]|process_|jvm_|resilience4j_)[a-z]").asPredicate();

  private static final Pattern HISTOGRAM = Pattern.compile("(?m)^\\| `(\\w+)` \\| histogram ");

  private TextQueries() {}

  /**
   * A metric's name alone is a query too. Not those in tables, which list names, and not {@code
   * jvm_memory_*}; the {@code "..."} of an example stands for any value.
   */
  static List<String> in(String text) {
    String prose =
        text.lines().filter(line -> !line.startsWith("|")).collect(Collectors.joining("\n"));
    return RunbookWords.code(prose).stream()
        .filter(HAS_METRIC)
        .filter(code -> !code.endsWith("*"))
        .map(code -> code.replace("=\"...\"", "=~\".+\"").replaceAll("\\s+", " "))
        .distinct()
        .toList();
  }

  /** Histograms that it asks for by a name that no series has. */
  static Set<String> bareHistograms(String query) {
    Set<String> bare = new TreeSet<>(MetricNames.in(query));
    bare.retainAll(
        HISTOGRAM
            .matcher(Tool.text("worker/METRICS.md"))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toSet()));
    return bare;
  }

  /** A file of rules that has each query as a recording. */
  static String asRules(List<String> queries) {
    StringBuilder rules = new StringBuilder("groups:\n- name: text\n  rules:\n");
    for (int i = 0; i < queries.size(); i++) {
      rules.append("  - {record: 'text:query%d', expr: '".formatted(i));
      rules.append(queries.get(i).replace("'", "''")).append("'}\n");
    }
    return rules.toString();
  }

  /** By page. */
  static Map<String, List<String>> all() {
    return PAGES.stream().collect(Collectors.toMap(page -> page, page -> in(Tool.text(page))));
  }
}
