package dev.warren.worker.cli;

import dev.warren.cli.ExitCode;
import java.util.Locale;

/**
 * One line of the doctor's findings.
 *
 * @param subject what was looked at, one word
 * @param finding what is there
 * @param advice what to do, or null if nothing
 * @param exitCode what a failure ends the command with
 */
record Check(Level level, String subject, String finding, String advice, int exitCode) {
  enum Level {
    OK,
    SKIP,
    WARN,
    FAIL
  }

  static Check ok(String subject, String finding) {
    return new Check(Level.OK, subject, finding, null, ExitCode.OK);
  }

  static Check skip(String subject, String finding) {
    return new Check(Level.SKIP, subject, finding, null, ExitCode.OK);
  }

  static Check warn(String subject, String finding, String advice) {
    return new Check(Level.WARN, subject, finding, advice, ExitCode.OK);
  }

  static Check fail(int exitCode, String subject, String finding, String advice) {
    return new Check(Level.FAIL, subject, finding, advice, exitCode);
  }

  /** For a terminal: level, subject, finding, and the advice behind an arrow. */
  String line() {
    String end = advice == null ? "" : " -> " + advice;
    return String.format(Locale.ROOT, "%-4s  %-11s  %s%s", level, subject, finding, end);
  }
}
