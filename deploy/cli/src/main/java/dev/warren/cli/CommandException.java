package dev.warren.cli;

/** Ends a command with an exit code and one line on standard error, without a stack trace. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * @param exitCode one of {@link ExitCode}
   * @param message one line: the thing, the rule, the value, and what to do
   */
  public CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  public CommandException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** For a complaint about the command line. */
  public static CommandException usage(String message) {
    return usage(message, null);
  }

  public static CommandException usage(String message, Throwable cause) {
    return new CommandException(ExitCode.USAGE, message, cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
