package dev.warren.protocol;

/** What strangers have written, made fit to be shown. */
public final class ForeignText {
  private ForeignText() {}

  /**
   * For one place in a log line: without control characters, which could forge lines, and at most
   * some 80 characters.
   */
  public static String shown(String text) {
    return Wire.shown(text);
  }

  /**
   * At its full length, for a terminal: without control characters, which give it orders, and those
   * that turn the direction of writing.
   */
  public static String printable(String text) {
    return Wire.printable(text)
        .replaceAll("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]", "?");
  }
}
