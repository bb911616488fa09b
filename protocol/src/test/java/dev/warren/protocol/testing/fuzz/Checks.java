package dev.warren.protocol.testing.fuzz;

/** What every refusal must keep. */
public final class Checks {
  /** Detail of a result, with what names the thing and the rule. */
  private static final int MAX_CHARS = 600;

  private Checks() {}

  /**
   * @throws AssertionError unless the message is one line of bounded length, fit for a log
   */
  public static void oneLine(String message) {
    if (message == null || message.isBlank()) throw new AssertionError("no message: " + message);
    if (message.length() > MAX_CHARS) throw new AssertionError("long message: " + message.length());
    if (message.chars().anyMatch(Character::isISOControl)) {
      throw new AssertionError("control characters in: " + message);
    }
    // JSON can carry half a character, and readers in other languages fail on it.
    if (message.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
      throw new AssertionError("half a character in: " + message);
    }
  }
}
