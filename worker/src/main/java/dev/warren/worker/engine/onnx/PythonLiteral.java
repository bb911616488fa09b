package dev.warren.worker.engine.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * Reads what Python's {@code str()} writes of ints, strings, lists, tuples and dicts of these, such
 * as {@code {0: 'person', 1: "driver's cab"}}. Strict: whatever else Python would take is refused.
 * <a href="https://docs.python.org/3/reference/lexical_analysis.html">Lexical rules</a>.
 */
final class PythonLiteral {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_LENGTH = 1 << 20;

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /**
   * The literal as JSON: a tuple becomes an array, an int key its decimal digits.
   *
   * @throws IllegalArgumentException with the rule and the place
   */
  static JsonNode parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("longer than " + MAX_LENGTH + ": " + text.length());
    }
    PythonLiteral literal = new PythonLiteral(text);
    JsonNode value = literal.value(0);
    literal.skipSpace();
    if (literal.at < text.length()) throw literal.wrong("the end was expected");
    return value;
  }

  private JsonNode value(int depth) {
    if (depth > MAX_DEPTH) throw wrong("nested too deep");
    skipSpace();
    return switch (peek()) {
      case '{' -> dict(depth);
      case '[' -> sequence(']', depth);
      case '(' -> sequence(')', depth);
      case '\'', '"' -> TextNode.valueOf(string(next()));
      default -> IntNode.valueOf(number());
    };
  }

  private ObjectNode dict(int depth) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    at++;
    while (!ends('}')) {
      JsonNode key = value(depth + 1);
      if (!key.isValueNode()) throw wrong("a key is neither number nor string");
      skipSpace();
      expect(':');
      JsonNode value = value(depth + 1);
      if (result.replace(key.asText(), value) != null) {
        throw wrong("a key is there twice");
      }
      if (!ends('}')) expect(',');
    }
    at++;
    return result;
  }

  private ArrayNode sequence(char end, int depth) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode();
    at++;
    boolean comma = false;
    while (!ends(end)) {
      result.add(value(depth + 1));
      comma = !ends(end);
      if (comma) expect(',');
    }
    if (end == ')' && result.size() == 1 && !comma) throw wrong("a tuple of one ends with ,)");
    at++;
    return result;
  }

  private int number() {
    int start = at;
    if (peek() == '-') at++;
    int digits = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
    if (at == digits) throw wrong("a number, string, list or dict was expected");
    if (text.charAt(digits) == '0' && at > digits + 1) throw wrong("a number starts with 0");
    try {
      return Integer.parseInt(text.substring(start, at));
    } catch (NumberFormatException e) {
      throw wrong("a number does not fit in 32 bits");
    }
  }

  /** With its escapes, except the named ones ({@code \N}). */
  private String string(char quote) {
    StringBuilder result = new StringBuilder();
    for (char c = next(); c != quote; c = next()) {
      if (c == '\n' || c == '\r') throw wrong("a string goes on in the next line");
      result.appendCodePoint(c == '\\' ? escape(next()) : c);
    }
    return result.toString();
  }

  private int escape(char kind) {
    return switch (kind) {
      case '\\', '\'', '"' -> kind;
      case 'a' -> '\u0007';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> '\u000b';
      case 'x' -> codePoint(2);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(kind - '0');
      default -> throw wrong("an escape is unknown");
    };
  }

  private int octal(int first) {
    int value = first;
    for (int i = 0; i < 2 && at < text.length(); i++) {
      char c = text.charAt(at);
      if (c < '0' || c > '7') break;
      value = value * 8 + c - '0';
      at++;
    }
    return value;
  }

  private int codePoint(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      char c = next();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) throw wrong("an escape needs " + digits + " hexadecimal digits");
      value = value * 16 + digit;
    }
    if (value > Character.MAX_CODE_POINT || value >= 0xd800 && value <= 0xdfff) {
      throw wrong("an escape is no character");
    }
    return (int) value;
  }

  private char next() {
    if (at >= text.length()) throw wrong("a string does not end");
    return text.charAt(at++);
  }

  private boolean ends(char end) {
    skipSpace();
    return peek() == end;
  }

  private void expect(char wanted) {
    if (peek() != wanted) throw wrong("'" + wanted + "' was expected");
    at++;
  }

  private char peek() {
    if (at >= text.length()) throw wrong("more was expected");
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
  }

  private IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException(rule + " at character " + at);
  }
}
