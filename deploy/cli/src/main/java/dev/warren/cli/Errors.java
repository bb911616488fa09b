package dev.warren.cli;

import dev.warren.protocol.BrokerException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line on standard error and an exit code for everything that can go wrong. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** How a configuration record begins its complaint: {@code maxBatch < 1: 0}. */
  private static final Pattern COMPONENT = Pattern.compile("([a-z][A-Za-z]*)( .*)", Pattern.DOTALL);

  private static final String MEMORY =
      "; use fewer lanes or threads, a smaller --max-batch, or more heap: WARREN_JAVA_OPTS=-Xmx2g";

  private static final String LIBRARY =
      "; a library does not fit this machine: 'warren doctor' says which";

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    Throwable cause = e.getCause();
    if (cause instanceof CommandException setting) {
      return report(command, setting.exitCode(), setting.getMessage());
    }
    String message = firstLine(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      message += "; did you mean " + unmatched.getSuggestions().get(0) + "?";
    } else if (e.getArgSpec() instanceof OptionSpec option
        && command.getParseResult() != null
        && System.getenv(Settings.variable(option.longestName())) != null
        && !String.join(" ", args).contains(option.longestName())) {
      message += " (from " + Settings.variable(option.longestName()) + ")";
    }
    return report(
        command,
        ExitCode.USAGE,
        message + ends(message) + " Try '" + qualified(command) + " --help'.");
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    if (e instanceof CommandException known) {
      return report(command, known.exitCode(), known.getMessage());
    }
    if (e instanceof BrokerException) {
      return report(command, ExitCode.BROKER, e.getMessage());
    }
    if (e instanceof IllegalArgumentException) {
      return report(command, ExitCode.USAGE, named(e.getMessage(), command));
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return report(command, ExitCode.CONFIGURATION, firstLine(t.toString()) + MEMORY);
      }
      if (t instanceof LinkageError) {
        return report(command, ExitCode.CONFIGURATION, firstLine(t.toString()) + LIBRARY);
      }
    }
    e.printStackTrace(command.getErr());
    return report(command, ExitCode.FAILURE, "unexpected failure (a bug): " + e);
  }

  /** Says the option's name where the record's component of the same name is at fault. */
  private static String named(String message, CommandLine command) {
    Matcher matcher = COMPONENT.matcher(String.valueOf(message));
    if (!matcher.matches()) {
      return message;
    }
    String option = "--" + matcher.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    boolean known = command.getCommandSpec().optionsMap().containsKey(option);
    return known ? option + matcher.group(2) : message;
  }

  private static int report(CommandLine command, int exitCode, String message) {
    command.getErr().println(qualified(command) + ": " + message);
    command.getErr().flush();
    return exitCode;
  }

  private static String qualified(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String ends(String message) {
    return message.endsWith("?") ? "" : ".";
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
