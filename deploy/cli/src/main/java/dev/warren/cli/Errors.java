package dev.warren.cli;

import dev.warren.protocol.BrokerException;
import dev.warren.protocol.ForeignText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line on standard error and an exit code for everything that can go wrong. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /** How a configuration record begins its complaint: {@code maxBatch < 1: 0}. */
  private static final Pattern COMPONENT = Pattern.compile("([a-z][A-Za-z]*)( .*)", Pattern.DOTALL);

  /** The value at its end, where that is a time: {@code prune < 48 h: PT1H}. */
  private static final Pattern TIME = Pattern.compile("(.*: )(PT[-0-9HMS.]+)", Pattern.DOTALL);

  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  /** In a URI; but our own advice, {@code amqp://user:password@host}, is none. */
  private static final Pattern PASSWORD =
      Pattern.compile("([a-zA-Z][\\w+.-]*://[^:/@\\s]*):(?!(?i:password)@).*@");

  private static final String MEMORY =
      "; use fewer lanes or threads, a smaller --max-batch, or more heap: WARREN_JAVA_OPTS=-Xmx2g";

  private static final String LIBRARY =
      "; a library does not fit this machine: 'warren doctor' says which";

  private final Settings settings;

  /**
   * @param settings where values come from that the command line does not give
   */
  Errors(Settings settings) {
    this.settings = settings;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    Throwable cause = e.getCause();
    if (cause instanceof CommandException setting) {
      return report(command, setting.exitCode(), setting.getMessage());
    }
    String message = inWords(firstLine(e.getMessage()));
    List<String> misspelt = e instanceof MissingParameterException ? misspelt(command) : List.of();
    if (!misspelt.isEmpty()) {
      message = unknown(misspelt, command); // perhaps the one that is missing
    } else if (e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      message = unknown(unmatched.getUnmatched(), command);
    } else if (e instanceof UnmatchedArgumentException unmatched) {
      message = unexpected(unmatched, command);
    } else if (e.getArgSpec() instanceof OptionSpec option
        && e.getValue() != null
        && e.getValue().equals(settings.defaultValue(option))) {
      message += " (from " + settings.source(option) + ")";
    }
    return report(
        command,
        ExitCode.USAGE,
        message + ends(message) + " Try '" + qualified(command) + " --help'.");
  }

  /** Picocli complains of what is missing first. Behind a lone "--" it places no option at all. */
  private static List<String> misspelt(CommandLine command) {
    Set<String> known = command.getCommandSpec().optionsMap().keySet();
    return command.getUnmatchedArguments().stream()
        .filter(word -> word.startsWith("--") && !known.contains(word.replaceFirst("(?s)=.*", "")))
        .toList();
  }

  /** Picocli calls numbers as Java does. */
  private static String inWords(String message) {
    return message
        .replaceFirst("'(\\d{10,})' is not an? (int|long)$", "'$1' is too large")
        .replaceFirst("is not an? (int|long)$", "is not a whole number")
        .replaceFirst("is not a (double|float)$", "is not a number");
  }

  private static String unexpected(UnmatchedArgumentException e, CommandLine command) {
    String kind = command.getSubcommands().isEmpty() ? "unexpected argument" : "unknown command";
    String word = kind + " '" + ForeignText.shown(e.getUnmatched().get(0)) + "'";
    List<String> suggestions = e.getSuggestions();
    return suggestions.isEmpty() ? word : word + "; did you mean " + suggestions.get(0) + "?";
  }

  /** Of what picocli could not place the options alone, and not what was meant for their values. */
  private static String unknown(List<String> unmatched, CommandLine command) {
    String first = unmatched.get(0).replaceFirst("(?s)=.*", "");
    String others =
        unmatched.stream()
            .skip(1)
            .filter(word -> word.startsWith("--"))
            .map(word -> ", '" + ForeignText.shown(word.replaceFirst("(?s)=.*", "")) + "'")
            .collect(Collectors.joining());
    return "unknown option "
        + ("'" + ForeignText.shown(first) + "'" + others)
        + Spelling.nearest(command.getCommandSpec().optionsMap().keySet(), first)
            .map(option -> "; did you mean " + option + "?")
            .orElse("");
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    if (e instanceof CommandException known) {
      return report(command, known.exitCode(), withSource(asTyped(known.getMessage()), command));
    }
    if (e instanceof BrokerException) {
      return report(command, ExitCode.BROKER, e.getMessage());
    }
    if (e instanceof IllegalArgumentException) {
      return report(
          command,
          ExitCode.USAGE,
          withSource(named(asTyped(String.valueOf(e.getMessage())), command), command));
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError) {
        return report(command, ExitCode.CONFIGURATION, firstLine(t.toString()) + MEMORY);
      }
      if (t instanceof LinkageError) {
        return report(command, ExitCode.CONFIGURATION, firstLine(t.toString()) + LIBRARY);
      }
    }
    Throwable bug = e instanceof CommandLine.ExecutionException ? e.getCause() : e;
    StringWriter trace = new StringWriter();
    bug.printStackTrace(new PrintWriter(trace));
    command.getErr().print(masked(trace.toString()));
    return report(command, ExitCode.FAILURE, "unexpected failure (a bug): " + bug);
  }

  private static String asTyped(String message) {
    Matcher matcher = TIME.matcher(message);
    if (!matcher.matches()) return message;
    try {
      return matcher.group(1) + DurationConverter.text(Duration.parse(matcher.group(2)));
    } catch (DateTimeParseException e) {
      return message;
    }
  }

  /** Says the option's name where the record's component of the same name is at fault. */
  private static String named(String message, CommandLine command) {
    Matcher matcher = COMPONENT.matcher(message);
    if (!matcher.matches()) {
      return message;
    }
    String option = "--" + matcher.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    boolean known = command.getCommandSpec().optionsMap().containsKey(option);
    return known ? option + matcher.group(2) : message;
  }

  /** Adds where the value comes from to a complaint about an option, unless it was typed here. */
  private String withSource(String message, CommandLine command) {
    Matcher matcher = OPTION.matcher(message);
    if (!matcher.lookingAt()) {
      return message;
    }
    OptionSpec option = command.getCommandSpec().findOption(matcher.group());
    boolean fromElsewhere =
        option != null
            && !command.getParseResult().hasMatchedOption(option)
            && settings.defaultValue(option) != null;
    return fromElsewhere ? message + " (from " + settings.source(option) + ")" : message;
  }

  /** Whatever people mistype may hold the broker's URI, and that a password. */
  private static String masked(String message) {
    return PASSWORD.matcher(message).replaceAll("$1:***@");
  }

  private static int report(CommandLine command, int exitCode, String message) {
    command.getErr().println(masked(qualified(command) + ": " + message));
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
