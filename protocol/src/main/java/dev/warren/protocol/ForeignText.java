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

  /** The same at its full length, for a terminal, which control characters could give orders. */
  public static String printable(String text) {
    return Wire.printable(text);
  }
}
