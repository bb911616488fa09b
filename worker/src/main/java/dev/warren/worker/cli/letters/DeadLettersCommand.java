package dev.warren.worker.cli.letters;

import dev.warren.cli.WarrenCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code warren dead-letters}: only its subcommands do something. */
@Command(
    name = "dead-letters",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class, PurgeCommand.class},
    description = "Frames that were given up: looks at them, sends them again, deletes them.")
public final class DeadLettersCommand implements WarrenCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing; one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
