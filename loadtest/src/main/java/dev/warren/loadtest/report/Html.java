package dev.warren.loadtest.report;

import java.util.List;
import java.util.Locale;

/** Bits of HTML. Whatever is text goes through {@link #escape}. */
final class Html {
  private Html() {}

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '?' : c);
      }
    }
    return out.toString();
  }

  /**
   * A table that scrolls by itself where it is wider than the screen.
   *
   * @param rows of as many cells as {@code head} has; the first one is text, the others numbers
   */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder out = new StringBuilder("<div class=\"wide\"><table><thead><tr>");
    head.forEach(cell -> out.append("<th>").append(escape(cell)).append("</th>"));
    out.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(escape(cell)).append("</td>"));
      out.append("</tr>\n");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  /** With one decimal below 100, none above; "–" for null. */
  static String number(Double value) {
    if (value == null) return "–";
    return format(Math.abs(value) < 99.95 ? "%.1f" : "%.0f", value);
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
