package dev.warren.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The options that every command has, and the help section about settings. */
final class StandardOptions {
  enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Properties file with options, without their dashes: max-batch=8.")
  private Path config;

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description =
          "One of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. Logs go to standard error.")
  private LogLevel logLevel;

  private StandardOptions() {}

  /** Adds them to the command; to its subcommands instead where it has some. */
  static CommandLine addTo(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
    if (!command.getSubcommands().isEmpty()) {
      command.getSubcommands().values().forEach(StandardOptions::addTo);
      return command;
    }
    command.addMixin("standard", new StandardOptions());
    rebuildOptions(command.getCommandSpec());
    // No line may have more than 80 characters: it would be broken once more.
    command
        .getCommandSpec()
        .usageMessage()
        .sortOptions(false)
        .abbreviateSynopsis(true) // three dozen options in brackets tell nobody anything
        .footer(
            "",
            "Each option can also be set in the environment (--max-batch: "
                + Settings.variable("--max-batch")
                + ")",
            "and in the file of --config. The command line wins, then the environment.",
            "Exit codes: 0 done, 1 not all was done, 2 usage, 3 configuration or model,",
            "4 broker, 5 device, 6 regression.");
    return command;
  }

  private static void rebuildOptions(CommandSpec spec) {
    for (OptionSpec option : List.copyOf(spec.options())) {
      spec.remove(option); // each, for --help shows them in the order in which they were added
      spec.addOption(rebuilt(option));
    }
  }

  /**
   * A flag that is typed means true. Picocli takes it for the opposite of its default, which here
   * may come from the environment: WARREN_DRY_RUN=true would turn --dry-run off. Words of an enum
   * are in small letters, as they are typed.
   */
  private static OptionSpec rebuilt(OptionSpec option) {
    if (option.typeInfo().isBoolean() && option.arity().max() == 0) {
      return option.toBuilder().fallbackValue("true").build();
    }
    if (!option.typeInfo().isEnum()) return option;
    WordConverter words = new WordConverter(option.typeInfo().getType());
    return option.toBuilder().converters(words).completionCandidates(words.words()).build();
  }

  /** An option that takes a list of words takes a misspelt option behind them for one more. */
  private static void refuseOptionsAsValues(ParseResult result) {
    List<String> options =
        result.matchedOptions().stream()
            .flatMap(option -> option.originalStringValues().stream())
            .filter(value -> value.startsWith("--"))
            .toList();
    if (options.isEmpty()) return;
    throw new UnmatchedArgumentException(result.commandSpec().commandLine(), options);
  }

  static int execute(ParseResult result) {
    CommandLine command = result.commandSpec().commandLine();
    for (ParseResult r = result; r != null; r = r.hasSubcommand() ? r.subcommand() : null) {
      command = r.commandSpec().commandLine();
      refuseOptionsAsValues(r);
      Object mixin = r.commandSpec().mixins().get("standard");
      if (mixin instanceof CommandSpec spec
          && spec.userObject() instanceof StandardOptions options) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(options.logLevel.name()));
      }
    }
    try {
      return new CommandLine.RunLast().execute(result);
    } catch (Error e) {
      // Picocli reports exceptions only.
      throw new CommandLine.ExecutionException(command, String.valueOf(e.getMessage()), e);
    }
  }
}
