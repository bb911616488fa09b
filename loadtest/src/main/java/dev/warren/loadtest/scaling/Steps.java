package dev.warren.loadtest.scaling;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.CommandException;
import java.math.BigDecimal;
import java.time.Duration;

/** Times as whole seconds, the simulation's steps, and figures as options take them. */
final class Steps {
  private Steps() {}

  /**
   * @throws CommandException naming the option when it is less than a second, or too long
   */
  static void check(String option, Duration value, Duration longest) {
    if (value.toSeconds() < 1) throw usage(option + " < 1 s, the simulation's step: " + value);
    if (value.getNano() != 0) throw usage(option + " is no whole number of seconds: " + value);
    if (value.compareTo(longest) > 0) throw usage(option + " > " + longest + ": " + value);
  }

  /** As {@link #check}, and 0 is right too. */
  static void checkOrNone(String option, Duration value, Duration longest) {
    if (!value.isZero()) check(option, value, longest);
  }

  /** As an option takes it, without a fraction where there is none. */
  static String text(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  static int of(Duration value) {
    return Math.toIntExact(value.toSeconds());
  }
}
