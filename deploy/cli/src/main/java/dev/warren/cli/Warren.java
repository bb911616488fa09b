package dev.warren.cli;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher: {@code warren <command>}, with every {@link WarrenCommand} on the class path. */
@Command(
    name = "warren",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Object detection from a message queue: frames in, detections out.",
    footer = {"", "'warren COMMAND --help' lists the options of a command."})
public final class Warren implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    System.exit(run(args, System.getenv()));
  }

  /**
   * Runs one command in this JVM.
   *
   * @param environment stands in for the process's own
   * @return one of {@link ExitCode}
   */
  public static int run(String[] args, Map<String, String> environment) {
    CommandLine commandLine = commandLine();
    int exitCode = ExitCode.FAILURE;
    StopSignal.started();
    try {
      exitCode = Settings.apply(commandLine, args, environment).execute(args);
      return exitCode;
    } finally {
      StopSignal.finished(exitCode); // whatever happens: the stop signal waits for it
    }
  }

  /** The launcher with every command, for whoever documents or embeds it. */
  public static CommandLine commandLine() {
    CommandLine root = new CommandLine(new Warren());
    Map<String, CommandLine> commands = new TreeMap<>();
    for (WarrenCommand command : ServiceLoader.load(WarrenCommand.class)) {
      CommandLine sub = new CommandLine(command);
      commands.put(sub.getCommandName(), StandardOptions.addTo(sub));
    }
    commands.forEach(root::addSubcommand);
    // Tree-wide settings come last: picocli passes them on to the subcommands that exist by then.
    root.registerConverter(java.time.Duration.class, new DurationConverter());
    root.setHelpFactory(WordHelp::new);
    root.setExpandAtFiles(false);
    root.setUsageHelpAutoWidth(true);
    root.setExecutionStrategy(StandardOptions::execute);
    return root;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing; one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
