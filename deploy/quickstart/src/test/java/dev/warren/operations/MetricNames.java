package dev.warren.operations;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics that an expression of Prometheus' language asks for. */
final class MetricNames {
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SELECTED_OR_RANGE = Pattern.compile("\\{[^}]*}|\\[[^]]*]");
  private static final Pattern LABELS =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right) *\\([^)]*\\)");
  private static final Pattern NAME = Pattern.compile("(?<![\\w:.])[a-zA-Z_:][\\w:]*");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "group_left", "group_right");

  private MetricNames() {}

  /** Of all dashboards and of all rules. */
  static Set<String> inPanelsAndRules() {
    Set<String> names = new TreeSet<>();
    for (Dashboard dashboard : Dashboard.all()) {
      for (Dashboard.Panel panel : dashboard.panels()) {
        panel.expressions().forEach(expression -> names.addAll(in(expression)));
      }
    }
    for (String file : List.of("recording.rules.yml", "alert.rules.yml")) {
      YamlFile.rules(file).forEach(rule -> names.addAll(in(String.valueOf(rule.get("expr")))));
    }
    return names;
  }

  static Set<String> in(String expression) {
    String text = STRING.matcher(expression).replaceAll("");
    text = SELECTED_OR_RANGE.matcher(text).replaceAll("");
    text = LABELS.matcher(text).replaceAll(" ");
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(text);
    while (name.find()) {
      boolean isFunction = text.substring(name.end()).stripLeading().startsWith("(");
      if (!isFunction && !WORDS.contains(name.group())) names.add(name.group());
    }
    return names;
  }
}
