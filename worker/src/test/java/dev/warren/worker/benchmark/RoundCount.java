package dev.warren.worker.benchmark;

/** How often something is measured. Apart from {@link Rounds}: {@code bin/bench} has no JMH. */
public final class RoundCount {
  private RoundCount() {}

  /**
   * @throws IllegalArgumentException if it is none from 1 on
   */
  public static int of(String name, String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(name + " is no number from 1 on: '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
