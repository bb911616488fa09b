package dev.warren.worker.engine.onnx;

import java.util.function.IntConsumer;

/** One quoted Python string with its escapes, except the named ones ({@code \N}). */
final class PythonString {
  private final String text;
  private final char quote;
  private final StringBuilder result = new StringBuilder();
  private int at;

  /**
   * @param at the place of the opening quote
   */
  PythonString(String text, int at) {
    this.text = text;
    this.quote = text.charAt(at);
    this.at = at + 1;
  }

  /**
   * The string's content.
   *
   * @param end takes the place behind the closing quote
   * @throws IllegalArgumentException with the rule and the place
   */
  String read(IntConsumer end) {
    for (char c = next(); c != quote; c = next()) {
      if (c == '\n' || c == '\r') throw wrong("a string goes on in the next line");
      if (c == '\\') {
        escape(next());
      } else {
        result.append(c);
      }
    }
    end.accept(at);
    return result.toString();
  }

  private void escape(char kind) {
    switch (kind) {
      case '\\', '\'', '"' -> result.append(kind);
      case 'a' -> result.append('\u0007');
      case 'b' -> result.append('\b');
      case 'f' -> result.append('\f');
      case 'n' -> result.append('\n');
      case 'r' -> result.append('\r');
      case 't' -> result.append('\t');
      case 'v' -> result.append('\u000b');
      case 'x' -> codePoint(2);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(kind);
      default -> throw wrong("an escape is unknown");
    }
  }

  private void octal(char first) {
    int value = first - '0';
    for (int i = 0; i < 2 && at < text.length(); i++) {
      char c = text.charAt(at);
      if (c < '0' || c > '7') break;
      value = value * 8 + c - '0';
      at++;
    }
    result.append((char) value);
  }

  private void codePoint(int digits) {
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
    result.appendCodePoint((int) value);
  }

  private char next() {
    if (at >= text.length()) throw wrong("a string does not end");
    return text.charAt(at++);
  }

  private IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException(rule + " at character " + at);
  }
}
