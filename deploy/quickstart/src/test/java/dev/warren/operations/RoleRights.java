package dev.warren.operations;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The table of rights in {@code deploy/rabbitmq/README.md}. */
final class RoleRights {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\w+)[^|]* \\| `(.*?)` \\| `(.*)` \\| `(.*)` \\|$");

  private RoleRights() {}

  /** Configure, write and read, by the role's first word; of two the first row. */
  static Map<String, List<String>> table() throws IOException {
    Map<String, List<String>> rows = new TreeMap<>();
    String readme = Tool.text("deploy/rabbitmq/README.md");
    for (MatchResult row : ROW.matcher(readme).results().toList()) {
      rows.putIfAbsent(row.group(1), List.of(row.group(2), right(row, 3), right(row, 4)));
    }
    return rows;
  }

  /** A table's own bars are written with a backslash. */
  private static String right(MatchResult row, int group) {
    return row.group(group).replace("\\|", "|");
  }
}
