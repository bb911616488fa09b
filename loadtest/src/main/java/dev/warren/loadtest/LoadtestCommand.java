package dev.warren.loadtest;

import dev.warren.cli.WarrenCommand;
import dev.warren.loadtest.capacity.CapacityCommand;
import dev.warren.loadtest.load.RunCommand;
import dev.warren.loadtest.scaling.AutoscaleSimCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code warren loadtest}: only its subcommands do something. */
@Command(
    name = "loadtest",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, CapacityCommand.class, AutoscaleSimCommand.class},
    description = "Puts load on workers and measures what comes back.")
public final class LoadtestCommand implements WarrenCommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "a command is missing; one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
